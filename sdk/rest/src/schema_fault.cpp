#include "schema_fault.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <callout/rest/nearest_name.hpp>

#include "body_shape.hpp"
#include "schema_alternative.hpp"
#include "schema_limit.hpp"
#include "schema_text.hpp"

namespace callout::rest {
namespace {

namespace json = boost::json;

const json::value* keyword(const json::object& schema, std::string_view name) {
  return schema.if_contains(name);
}

// NOLINTBEGIN(misc-no-recursion): the depth is that of the value, and references are counted
class Explainer {
public:
  explicit Explainer(const json::object& definitions) : definitions_(definitions) {}

  void explain(const json::value& schema, const Place& place) {
    const json::object* const own = resolve(schema);
    if (own == nullptr || faults_.size() >= most_faults) {
      return;
    }
    if (!check_type(*own, place)) {
      return;
    }
    check_enum(*own, place);
    check_limits(*own, place);
    check_array(*own, place);
    check_object(*own, place);
    check_combined(*own, place);
  }

  std::vector<Fault> take() { return std::move(faults_); }

private:
  void add(std::string pointer, std::string detail, Fault::Kind kind = Fault::Kind::other) {
    const bool known = std::any_of(faults_.begin(), faults_.end(), [&](const Fault& fault) {
      return fault.pointer == pointer && fault.detail == detail;
    });
    if (!known && faults_.size() < most_faults) {
      faults_.push_back({std::move(pointer), std::move(detail), kind});
    }
  }

  // The schema that is meant; nullptr when it allows everything.
  [[nodiscard]] const json::object* resolve(const json::value& schema) const {
    constexpr int most_references = 64;
    const json::value* current = &schema;
    for (int i = 0; i < most_references; ++i) {
      const json::object* const own = current->if_object();
      const json::value* const reference = own != nullptr ? keyword(*own, "$ref") : nullptr;
      if (reference == nullptr) {
        return own;
      }
      current = definitions_.if_contains(referred_name(*reference));
      if (current == nullptr) {
        return nullptr;
      }
    }
    return nullptr;
  }

  bool check_type(const json::object& schema, const Place& place) {
    const std::vector<std::string> types = types_of(schema);
    if (is_of_type(place.value, types)) {
      return true;
    }
    std::string detail =
        "must be " + describe_types(types) + ", not " + std::string(describe_type(place.value));
    if (schema.contains("enum")) {
      detail += "; allowed: " + describe_schema(schema);
    }
    add(place.pointer, std::move(detail), Fault::Kind::type);
    return false;
  }

  void check_enum(const json::object& schema, const Place& place) {
    const json::value* const constant = keyword(schema, "const");
    const json::value* const list = keyword(schema, "enum");
    const json::array allowed = list != nullptr       ? list->as_array()
                                : constant != nullptr ? json::array{*constant}
                                                      : json::array();
    if ((list != nullptr || constant != nullptr) &&
        std::find(allowed.begin(), allowed.end(), place.value) == allowed.end()) {
      add(place.pointer, refuse_choice(place.value, place.pointer, allowed), Fault::Kind::choice);
    }
  }

  void check_limits(const json::object& schema, const Place& place) {
    for (std::string& detail : limit_faults(schema, place.value, place.pointer)) {
      add(place.pointer, std::move(detail));
    }
  }

  void check_array(const json::object& schema, const Place& place) {
    const json::array* const list = place.value.if_array();
    if (list == nullptr) {
      return;
    }
    const json::value* const unique = keyword(schema, "uniqueItems");
    if (unique != nullptr && unique->is_bool() && unique->get_bool()) {
      check_unique(*list, place);
    }
    const json::value* const items = keyword(schema, "items");
    for (std::size_t i = 0; items != nullptr && i < list->size(); ++i) {
      explain(*items, {(*list)[i], place.pointer + "/" + std::to_string(i)});
    }
  }

  void check_unique(const json::array& list, const Place& place) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (!seen.insert(json::serialize(list[i])).second) {
        add(place.pointer + "/" + std::to_string(i), "is there twice; each item may be given once");
      }
    }
  }

  void check_object(const json::object& schema, const Place& place) {
    const json::object* const members = place.value.if_object();
    if (members == nullptr) {
      return;
    }
    check_required(schema, *members, place.pointer);
    const json::object properties = properties_of(schema);
    for (const auto& property : properties) {
      if (const json::value* const given = members->if_contains(property.key())) {
        explain(property.value(), {*given, pointer_to(place.pointer, property.key())});
      }
    }
    check_others(schema, properties, place);
  }

  static json::object properties_of(const json::object& schema) {
    const json::value* const properties = keyword(schema, "properties");
    return properties != nullptr && properties->is_object() ? properties->get_object() : json::object();
  }

  void check_required(const json::object& schema, const json::object& members, const std::string& pointer) {
    const json::value* const required = keyword(schema, "required");
    if (required == nullptr || !required->is_array()) {
      return;
    }
    for (const json::value& name : required->get_array()) {
      if (!members.contains(name.as_string())) {
        add(pointer_to(pointer, name.as_string()), "is missing" + expectation(schema, name.as_string()));
      }
    }
  }

  // "; it must be a string", when the schema says so much about that member.
  [[nodiscard]] std::string expectation(const json::object& schema, std::string_view name) const {
    const json::object properties = properties_of(schema);
    const json::value* const property = properties.if_contains(name);
    const json::object* const own = property != nullptr ? resolve(*property) : nullptr;
    const std::string text = own != nullptr ? describe_schema(*own) : std::string();
    return text.empty() ? text : "; it must be " + text;
  }

  void check_others(const json::object& schema, const json::object& properties, const Place& place) {
    const json::value* const others = keyword(schema, "additionalProperties");
    if (others == nullptr || schema.contains("patternProperties")) {
      return;
    }
    std::vector<std::string_view> known;
    for (const auto& property : properties) {
      known.emplace_back(property.key());
    }
    for (const auto& [name, value] : place.value.get_object()) {
      if (properties.contains(name)) {
        continue;
      }
      if (others->is_bool() && !others->get_bool()) {
        add(pointer_to(place.pointer, name), "is an " + unknown_member(name, known));
      }
      explain(*others, {value, pointer_to(place.pointer, name)});
    }
  }

  void check_combined(const json::object& schema, const Place& place) {
    if (const json::value* const all = keyword(schema, "allOf")) {
      for (const json::value& part : all->as_array()) {
        explain(part, place);
      }
    }
    for (const std::string_view name : {"anyOf", "oneOf"}) {
      if (const json::value* const list = keyword(schema, name)) {
        check_alternatives(list->as_array(), place);
      }
    }
  }

  void check_alternatives(const json::array& list, const Place& place) {
    std::vector<Alternative> alternatives;
    for (const json::value& entry : list) {
      Explainer explainer(definitions_);
      explainer.explain(entry, place);
      alternatives.push_back({resolve(entry), explainer.take()});
      if (alternatives.back().faults.empty()) {
        return;
      }
    }
    for (Fault& fault : choose_faults(alternatives, place)) {
      add(std::move(fault.pointer), std::move(fault.detail), fault.kind);
    }
  }

  const json::object& definitions_;
  std::vector<Fault> faults_;
};

// NOLINTEND(misc-no-recursion)

} // namespace

std::vector<Fault>
explain_faults(const json::object& definitions, const json::value& schema, const Place& place) {
  Explainer explainer(definitions);
  explainer.explain(schema, place);
  return explainer.take();
}

} // namespace callout::rest
