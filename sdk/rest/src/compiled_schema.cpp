#include "compiled_schema.hpp"

#include <exception>
#include <string_view>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

namespace callout::rest {
namespace {

namespace json = boost::json;
using Adapter = valijson::adapters::BoostJsonAdapter;

// What the library is to see of a schema: formats would throw on values that are no strings, and refuse dates
// that services take. Patterns would go to std::regex, whose recursion long texts carry over the stack's end.
json::value simplified(const json::value& schema); // NOLINT(misc-no-recursion): schemas are finite

json::object simplified_members(const json::object& members) { // NOLINT(misc-no-recursion): see above
  json::object result;
  for (const auto& member : members) {
    result.emplace(member.key(), simplified(member.value()));
  }
  return result;
}

json::value simplified_keyword(std::string_view keyword,
                               const json::value& value) { // NOLINT(misc-no-recursion)
  const bool names_members = keyword == "properties" || keyword == "patternProperties" ||
                             keyword == "$defs" || keyword == "definitions";
  return names_members && value.is_object() ? json::value(simplified_members(value.get_object()))
                                            : simplified(value);
}

json::object simplified_object(const json::object& schema) { // NOLINT(misc-no-recursion): see above
  json::object result;
  for (const auto& [keyword, value] : schema) {
    if (keyword == "enum" || keyword == "const") {
      result.emplace(keyword, value);
    } else if (keyword == "oneOf") {
      result["allOf"].emplace_array().emplace_back(json::object{{"anyOf", simplified(value)}});
    } else if (keyword != "format" && keyword != "pattern" && keyword != "allOf") {
      result.emplace(keyword, simplified_keyword(keyword, value));
    }
  }
  if (const json::value* const all = schema.if_contains("allOf")) {
    json::value& list = result["allOf"];
    for (const json::value& entry : all->as_array()) {
      (list.is_array() ? list.get_array() : list.emplace_array()).push_back(simplified(entry));
    }
  }
  return result;
}

json::value simplified(const json::value& schema) { // NOLINT(misc-no-recursion): see above
  if (const json::object* const object = schema.if_object()) {
    return simplified_object(*object);
  }
  if (const json::array* const list = schema.if_array()) {
    json::array result;
    for (const json::value& entry : *list) {
      result.push_back(simplified(entry));
    }
    return result;
  }
  return schema;
}

} // namespace

class CompiledSchema::Library {
public:
  // A member called "pattern" is taken for one, which costs but time.
  explicit Library(const json::value& schema)
      : has_pattern_(json::serialize(schema).find(R"("pattern":)") != std::string::npos) {
    const json::value seen = simplified(schema);
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    parser.populateSchema(Adapter(seen), schema_);
  }

  [[nodiscard]] Verdict judge(const json::value& value) const {
    valijson::Validator validator(valijson::Validator::kStrongTypes);
    if (!validator.validate(schema_, Adapter(value), nullptr)) {
      return Verdict::refused;
    }
    return has_pattern_ ? Verdict::undecided : Verdict::accepted;
  }

private:
  const bool has_pattern_;
  valijson::Schema schema_;
};

CompiledSchema::CompiledSchema(const json::value& schema) : library_(std::make_unique<Library>(schema)) {}

CompiledSchema::~CompiledSchema() = default;

CompiledSchema::Verdict CompiledSchema::judge(const json::value& value) const {
  try {
    return library_->judge(value);
  } catch (const std::exception&) {
    return Verdict::undecided;
  }
}

} // namespace callout::rest
