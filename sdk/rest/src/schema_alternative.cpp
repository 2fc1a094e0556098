#include "schema_alternative.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include <boost/json/array.hpp>

#include "body_shape.hpp"
#include "schema_text.hpp"

namespace callout::rest {
namespace {

namespace json = boost::json;

using Choice = std::vector<const Alternative*>;

template <class Condition>
Choice those(const Choice& choice, Condition condition) {
  Choice result;
  std::copy_if(choice.begin(), choice.end(), std::back_inserter(result), condition);
  return result;
}

// Those whose JSON types the value has.
Choice of_right_type(const Choice& choice, const Place& place) {
  return those(choice, [&place](const Alternative* entry) {
    const Fault& first = entry->faults.front();
    return first.kind != Fault::Kind::type || first.pointer != place.pointer;
  });
}

const Fault* wrong_choice(const Alternative& entry) {
  const auto fault = std::find_if(entry.faults.begin(), entry.faults.end(), [](const Fault& one) {
    return one.kind == Fault::Kind::choice;
  });
  return fault != entry.faults.end() ? &*fault : nullptr;
}

// Those whose "type" or the like the value has.
Choice of_right_kind(const Choice& choice) {
  return those(choice, [](const Alternative* entry) { return wrong_choice(*entry) == nullptr; });
}

// What a keyword of the schema of one of the alternative's members lists.
json::array listed(const Alternative& entry, std::string_view member, std::string_view keyword) {
  const auto inner = [](const json::value* outer, std::string_view name) {
    return outer != nullptr && outer->is_object() ? outer->get_object().if_contains(name) : nullptr;
  };
  const json::value* const properties =
      entry.schema != nullptr ? entry.schema->if_contains("properties") : nullptr;
  const json::value* const list = inner(inner(properties, member), keyword);
  return list != nullptr && list->is_array() ? list->get_array() : json::array();
}

// Those whose schema gives the value's "type" or the like as an example.
Choice of_exemplary_kind(const Choice& choice, const json::value& value) {
  if (!value.is_object()) {
    return {};
  }
  return those(choice, [&value](const Alternative* entry) {
    const json::object& members = value.get_object();
    return std::any_of(members.begin(), members.end(), [entry](const auto& member) {
      const json::array examples = listed(*entry, member.key(), "examples");
      return std::find(examples.begin(), examples.end(), member.value()) != examples.end();
    });
  });
}

void add_new(json::array& values, const json::array& more) {
  std::copy_if(more.begin(), more.end(), std::back_inserter(values), [&values](const json::value& value) {
    return std::find(values.begin(), values.end(), value) == values.end();
  });
}

// When all refuse the same member's value: that, with all that they allow together.
std::optional<Fault> unknown_kind(const Choice& choice, const Place& place) {
  const std::string pointer = wrong_choice(*choice.front())->pointer;
  const std::string_view member = std::string_view(pointer).substr(pointer.rfind('/') + 1);
  const bool is_shared = std::all_of(choice.begin(), choice.end(), [&pointer](const Alternative* entry) {
    const Fault* const fault = wrong_choice(*entry);
    return fault != nullptr && fault->pointer == pointer;
  });
  if (!is_shared || pointer != pointer_to(place.pointer, member)) {
    return std::nullopt;
  }
  json::array allowed;
  for (const Alternative* const entry : choice) {
    add_new(allowed, listed(*entry, member, "enum"));
  }
  const json::value& given = place.value.as_object().at(member);
  return Fault{pointer, refuse_choice(given, pointer, allowed), Fault::Kind::choice};
}

std::string describe_alternatives(const Choice& choice) {
  json::array schemas;
  for (const Alternative* const entry : choice) {
    if (entry->schema != nullptr) {
      schemas.emplace_back(*entry->schema);
    }
  }
  return describe_schema({{"anyOf", std::move(schemas)}});
}

bool same(const std::vector<Fault>& left, const std::vector<Fault>& right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](const Fault& a, const Fault& b) {
    return a.pointer == b.pointer && a.detail == b.detail;
  });
}

bool agree(const Choice& choice) {
  return std::all_of(choice.begin(), choice.end(), [&choice](const Alternative* entry) {
    return same(entry->faults, choice.front()->faults);
  });
}

// The alternatives that the value's own members speak for; all when they speak for none.
Choice of_meant_kind(const Choice& choice, const Place& place) {
  const Choice kind = of_right_kind(choice);
  const Choice exemplary = of_exemplary_kind(kind, place.value);
  return !exemplary.empty() ? exemplary : !kind.empty() ? kind : choice;
}

} // namespace

std::vector<Fault> choose_faults(const std::vector<Alternative>& alternatives, const Place& place) {
  Choice all;
  for (const Alternative& entry : alternatives) {
    all.push_back(&entry);
  }
  const Choice choice = of_right_type(all, place);
  if (choice.empty()) {
    const std::string own(describe_type(place.value));
    return {{place.pointer, "must be " + describe_alternatives(all) + ", not " + own, Fault::Kind::type}};
  }
  const Choice meant = of_meant_kind(choice, place);
  if (agree(meant)) {
    return meant.front()->faults;
  }
  if (wrong_choice(*meant.front()) != nullptr) {
    if (auto fault = unknown_kind(meant, place)) {
      return {std::move(*fault)};
    }
  }
  return {{place.pointer, "fits none of what is allowed: " + describe_alternatives(meant)}};
}

} // namespace callout::rest
