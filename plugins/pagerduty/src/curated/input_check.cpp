#include "curated/input_check.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/parse.hpp>
#include <callout/rest/header_rules.hpp>
#include <callout/rest/nearest_name.hpp>
#include <callout/rest/request_validator.hpp>

#include "curated/actions.hpp"
#include "curated/handle.hpp"

namespace callout::pagerduty::curated {
namespace {

namespace json = boost::json;

constexpr rest::NamedSchema from{"from",
                                 R"({"type":"string","format":"email","minLength":3,"title":"From",
"description":"Login address of the user in whose name it is done; the connection's unless given"})"};

// What schemas may refer to.
std::vector<rest::NamedSchema> shared_schemas() {
  std::vector<rest::NamedSchema> schemas{from};
  for (const Kind kind : all_kinds) {
    schemas.push_back({facts_of(kind).key, facts_of(kind).schema});
  }
  return schemas;
}

/// The rows as a catalog whose operations take their input as a body, which is what a validator knows.
class Inputs {
public:
  Inputs() : schemas_(shared_schemas()) {
    for (const Action* const action : all_actions()) {
      operations_.push_back({.id = action->name, .body = action->name, .body_required = true});
      schemas_.push_back({action->name, action->schema});
    }
    const auto by_name = [](const auto& left, const auto& right) {
      return left.name < right.name;
    };
    std::sort(schemas_.begin(), schemas_.end(), by_name);
    std::sort(operations_.begin(), operations_.end(), [](const auto& left, const auto& right) {
      return left.id < right.id;
    });
    catalog_ = {operations_, schemas_};
  }

  [[nodiscard]] std::optional<sdk::Problem> validate(std::string_view action,
                                                     const json::object& input) const {
    return validator_.validate(*catalog_.find(action), input, "pagerduty");
  }

private:
  std::vector<rest::NamedSchema> schemas_;
  std::vector<rest::Operation> operations_;
  rest::Catalog catalog_;
  rest::RequestValidator validator_{catalog_};
};

json::object parsed(std::string_view schema) {
  return json::parse(json::string_view(schema.data(), schema.size())).as_object();
}

std::optional<sdk::Problem> check_names(const Action& action, const json::object& input) {
  const json::object schema = parsed(action.schema);
  std::vector<std::string_view> known;
  for (const auto& member : schema.at("properties").as_object()) {
    known.push_back(member.key());
  }
  for (const auto& member : input) {
    if (std::find(known.begin(), known.end(), member.key()) == known.end()) {
      sdk::Problem problem = sdk::make_problem(CALLOUT_E_INVALID_ARGUMENT,
                                               "pagerduty." + std::string(action.name) + ": " +
                                                   rest::unknown_member(member.key(), known));
      problem.members["pointer"] = rest::json_pointer({member.key()});
      return problem;
    }
  }
  return std::nullopt;
}

} // namespace

json::object input_schema(const Action& action) {
  json::object schema = parsed(action.schema);
  json::object definitions;
  for (const rest::NamedSchema& shared : shared_schemas()) {
    if (action.schema.find("#/$defs/" + std::string(shared.name) + '"') != std::string_view::npos) {
      definitions[shared.name] = parsed(shared.json);
    }
  }
  if (!definitions.empty()) {
    schema["$defs"] = std::move(definitions);
  }
  return schema;
}

std::optional<sdk::Problem> check_input(const Action& action, const json::object& input) {
  static const Inputs inputs;
  auto problem = check_names(action, input);
  return problem ? problem : inputs.validate(action.name, input);
}

} // namespace callout::pagerduty::curated
