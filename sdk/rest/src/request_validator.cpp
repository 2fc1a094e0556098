#include <algorithm>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <utility>
#include <variant>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <callout/rest/request_validator.hpp>

#include "body_shape.hpp"
#include "compiled_schema.hpp"
#include "input_layout.hpp"
#include "lenient_value.hpp"
#include "referred_schemas.hpp"
#include "request_refusal.hpp"
#include "schema_fault.hpp"
#include "schema_text.hpp"

namespace callout::rest {
namespace {

namespace json = boost::json;

json::object schema_of(const Parameter& parameter) {
  return parameter.schema.empty()
             ? json::object()
             : json::parse(json::string_view(parameter.schema.data(), parameter.schema.size())).as_object();
}

json::object schemas_of(std::span<const Parameter> parameters) {
  json::object schemas;
  for (const Parameter& parameter : parameters) {
    schemas.emplace(parameter.name, schema_of(parameter));
  }
  return schemas;
}

// The schema of Subject::document().
json::object
document_schema(const json::object& parameters, const json::object& body, const json::object& defs) {
  return {
      {"properties", {{"parameters", json::object{{"properties", parameters}}}, {"body", body}}},
      {"$defs", defs},
  };
}

std::vector<Finding> findings_of(const std::vector<Fault>& faults) {
  std::vector<Finding> findings;
  for (const Fault& fault : faults) {
    if (findings.size() < most_faults) {
      findings.push_back({fault.pointer, fault.detail});
    }
  }
  return findings;
}

sdk::Problem problem_of(std::string detail, const std::vector<Finding>& findings) {
  if (findings.size() > 1) {
    detail += " (and " + std::to_string(findings.size() - 1) + " more, listed in `errors`)";
  }
  json::array errors;
  for (const Finding& finding : findings) {
    errors.push_back({{"pointer", finding.pointer}, {"detail", finding.detail}});
  }
  sdk::Problem problem = sdk::make_problem(CALLOUT_E_INVALID_ARGUMENT, detail);
  problem.members["pointer"] = findings.front().pointer;
  problem.members["errors"] = std::move(errors);
  return problem;
}

} // namespace

// The schemas of one action, ready for use.
class Preparation {
public:
  Preparation(const Catalog& catalog, const Operation& operation)
      : layout_(catalog, operation),
        parameters_(schemas_of(operation.parameters)),
        body_(parse_schema(catalog, operation.body)),
        definitions_(referred_schemas(catalog, json::array{parameters_, body_})),
        compiled_(document_schema(parameters_, body_, definitions_)) {}

  [[nodiscard]] const InputLayout& layout() const { return layout_; }

  [[nodiscard]] std::vector<Finding> find_faults(const json::object& input) const {
    const json::object parameters = given_parameters(input);
    json::object document{{"parameters", parameters}};
    if (auto body = given_body(input)) {
      document["body"] = std::move(*body);
    }
    const CompiledSchema::Verdict verdict = compiled_.judge(document);
    if (verdict == CompiledSchema::Verdict::accepted) {
      return {};
    }
    std::vector<Finding> findings = findings_of(explain(input, document));
    if (findings.empty() && verdict == CompiledSchema::Verdict::refused) {
      findings.push_back({"", "does not fit the input schema of the action"});
    }
    return findings;
  }

private:
  // By name, each read as its schema wants it; a list parameter's single value as a list.
  [[nodiscard]] json::object given_parameters(const json::object& input) const {
    json::object given;
    for (const Parameter& parameter : layout_.operation().parameters) {
      const json::value* const value = input.if_contains(parameter.name);
      if (value != nullptr && !value->is_null()) {
        json::value read = read_leniently(*value, parameters_.at(parameter.name).as_object());
        const bool is_alone = parameter.list != ListStyle::none && !read.is_array();
        given.emplace(parameter.name, is_alone ? json::value(json::array{std::move(read)}) : std::move(read));
      }
    }
    return given;
  }

  // The body as it will be sent, or nullopt when none will or the request builder reports that it is missing.
  [[nodiscard]] std::optional<json::value> given_body(const json::object& input) const {
    const Operation& operation = layout_.operation();
    if (operation.body.empty()) {
      return std::nullopt;
    }
    if (const json::value* const whole = input.if_contains(whole_body)) {
      return *whole;
    }
    json::object members = layout_.body_members(input);
    const bool is_sent = layout_.shape().has_members() && (operation.body_required || !members.empty());
    return is_sent ? std::optional<json::value>(std::move(members)) : std::nullopt;
  }

  [[nodiscard]] std::vector<Fault> explain(const json::object& input, const json::object& document) const {
    std::vector<Fault> faults;
    const auto add = [&faults](std::vector<Fault> more) {
      std::move(more.begin(), more.end(), std::back_inserter(faults));
    };
    for (const auto& [name, value] : document.at("parameters").as_object()) {
      const bool was_alone = value.is_array() && !input.at(name).is_array();
      const json::object& schema = parameters_.at(name).as_object();
      add(was_alone && schema.contains("items")
              ? explain_faults(definitions_, schema.at("items"), {value.at(0), pointer_to("", name)})
              : explain_faults(definitions_, schema, {value, pointer_to("", name)}));
    }
    if (const json::value* const body = document.if_contains("body")) {
      add(explain_faults(definitions_, body_, {*body, input.contains(whole_body) ? "/body" : ""}));
    }
    return faults;
  }

  const InputLayout layout_;
  const json::object parameters_;
  const json::object body_;
  const json::object definitions_;
  const CompiledSchema compiled_;
};

class RequestValidator::Cache {
public:
  const Preparation& of(const Catalog& catalog, const Operation& operation) {
    {
      const std::shared_lock lock(mutex_);
      if (const auto known = entries_.find(operation.id); known != entries_.end()) {
        return *known->second;
      }
    }
    auto made = std::make_unique<const Preparation>(catalog, operation);
    const std::unique_lock lock(mutex_);
    return *entries_.try_emplace(operation.id, std::move(made)).first->second;
  }

private:
  std::shared_mutex mutex_;
  std::unordered_map<std::string_view, std::unique_ptr<const Preparation>> entries_;
};

RequestValidator::RequestValidator(const Catalog& catalog)
    : catalog_(catalog), cache_(std::make_unique<Cache>()) {}

RequestValidator::~RequestValidator() = default;

std::vector<Finding> RequestValidator::find_faults(const Operation& operation,
                                                   const json::object& input) const {
  return cache_->of(catalog_, operation).find_faults(input);
}

std::optional<sdk::Problem> RequestValidator::validate(const Operation& operation,
                                                       const json::object& input,
                                                       std::string_view connector) const {
  const std::vector<Finding> findings = find_faults(operation, input);
  if (findings.empty()) {
    return std::nullopt;
  }
  const Finding& first = findings.front();
  std::string detail = action_label(connector, operation) + first.pointer;
  return problem_of(detail.append(first.pointer.empty() ? "the input " : " ").append(first.detail), findings);
}

Result<HttpRequest> RequestValidator::build_request(const Operation& operation,
                                                    const json::object& input,
                                                    const RequestSettings& settings) const {
  auto built = rest::build_request(cache_->of(catalog_, operation).layout(), input, settings);
  if (auto* const request = std::get_if<HttpRequest>(&built)) {
    auto problem = validate(operation, input, settings.connector);
    return problem ? Result<HttpRequest>(std::move(*problem)) : std::move(*request);
  }
  const auto& refusal = std::get<RequestRefusal>(built);
  std::vector<Finding> findings{refusal.finding};
  for (Finding& finding : find_faults(operation, input)) {
    if (finding.pointer != refusal.finding.pointer && findings.size() < most_faults) {
      findings.push_back(std::move(finding));
    }
  }
  sdk::Problem problem = problem_of(action_label(settings.connector, operation) + refusal.text, findings);
  if (!refusal.hint.empty()) {
    problem.members["hint"] = refusal.hint;
  }
  return problem;
}

} // namespace callout::rest
