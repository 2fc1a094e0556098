#include "recording/recorded_json.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <locale>
#include <utility>
#include <vector>

#include <boost/algorithm/string/case_conv.hpp>
#include <boost/json/serialize.hpp>

#include "json_text.hpp"
#include "plugins/answer.hpp"

namespace callout::host {
namespace {

namespace json = boost::json;

// At least those of traces (sdk/rest/src/exchange_trace.cpp), which this layer cannot see. In lower case and
// without what parts words, as is_secret_member() compares.
constexpr std::array<std::string_view, 25> secret_members{
    "accesskey",      "accesstoken",     "apikey",       "apitoken",   "authorization",
    "authtoken",      "clientassertion", "clientsecret", "cookie",     "idtoken",
    "integrationkey", "passphrase",      "password",     "privatekey", "proxyauthorization",
    "refreshtoken",   "routingkey",      "secret",       "secretkey",  "servicekey",
    "sessiontoken",   "setcookie",       "token",        "xapikey",    "xauthtoken"};

constexpr std::string_view hidden = "[redacted]";

// Follows a name that secrets share with an earlier one once they are hidden: "[redacted]#2".
constexpr char number_mark = '#';

/// Such a name that neither object has.
std::string unused_name(std::string name, const json::object& one, const json::object& other) {
  const std::size_t size = name.size();
  for (int number = 2; one.contains(name) || other.contains(name); ++number) {
    name.resize(size);
    name += number_mark + std::to_string(number);
  }
  return name;
}

std::string_view without_number(std::string_view name) {
  const std::size_t end = name.find_last_not_of("0123456789");
  return end != std::string_view::npos && name[end] == number_mark ? name.substr(0, end) : name;
}

/// "api_key", "apiKey" and the header "Api-Key" are one name.
bool is_secret_member(std::string_view name) {
  constexpr std::size_t longest = 40;
  std::string letters(name.size() <= longest ? name : std::string_view());
  std::erase_if(letters, [](char letter) { return letter == '-' || letter == '_'; });
  boost::algorithm::to_lower(letters, std::locale::classic());
  return std::find(secret_members.begin(), secret_members.end(), letters) != secret_members.end();
}

/// Whether a member's name makes its value a secret.
enum class Names : std::uint8_t { count, are_of_schemas };

/// Of JSON without escapes: what stands between one quote and the next is a text, or no name at all.
bool names_secret_member(std::string_view json) {
  std::size_t begin = json.find('"');
  while (begin != std::string_view::npos) {
    const std::size_t end = json.find('"', begin + 1);
    if (end == std::string_view::npos) {
      return false;
    }
    const std::size_t next = std::min(json.find_first_not_of(" \t\r\n", end + 1), json.size() - 1);
    if (json[next] == ':' && is_secret_member(json.substr(begin + 1, end - begin - 1))) {
      return true;
    }
    begin = end;
  }
  return false;
}

/// Replaces secrets in a tree, and tells whether there were any.
class Cleaner {
public:
  Cleaner(const Redactor& redactor, Names names) : redactor_(redactor), names_(names) {}

  // NOLINTNEXTLINE(misc-no-recursion): as deep as the parser lets a value be
  void clean(json::value& value) {
    if (auto* const text = value.if_string()) {
      replace(*text, redactor_.redact(std::string_view(*text)));
    } else if (auto* const array = value.if_array()) {
      std::for_each(array->begin(), array->end(), [this](auto& item) { clean(item); });
    } else if (auto* const object = value.if_object()) {
      clean_members(*object);
    }
  }

  [[nodiscard]] bool has_changed() const { return has_changed_; }

private:
  // NOLINTNEXTLINE(misc-no-recursion): see clean()
  void clean_members(json::object& members) {
    json::object cleaned;
    for (auto& member : members) {
      std::string name = redactor_.redact(member.key());
      if (name != std::string_view(member.key())) {
        has_changed_ = true;
        name = unused_name(std::move(name), members, cleaned);
      }
      if (names_ == Names::count && is_secret_member(member.key()) && !member.value().is_null()) {
        json::string text;
        replace(text, hidden);
        member.value() = std::move(text);
      }
      clean(member.value());
      cleaned.insert_or_assign(name, std::move(member.value()));
    }
    members = std::move(cleaned);
  }

  void replace(json::string& text, std::string_view cleaned) {
    has_changed_ = has_changed_ || std::string_view(text) != cleaned;
    text = cleaned;
  }

  const Redactor& redactor_;
  const Names names_;
  bool has_changed_ = false;
};

// NOLINTNEXTLINE(misc-no-recursion): as deep as the parser lets a value be
json::value sorted(const json::value& value) {
  if (const auto* const array = value.if_array()) {
    json::array items;
    for (const json::value& item : *array) {
      items.push_back(sorted(item));
    }
    return items;
  }
  const auto* const object = value.if_object();
  if (object == nullptr) {
    return value;
  }
  std::vector<std::string_view> names;
  for (const auto& member : *object) {
    names.emplace_back(member.key());
  }
  std::sort(names.begin(), names.end());
  json::object members;
  for (const std::string_view name : names) {
    members.emplace(name, sorted(object->at(name)));
  }
  return members;
}

// The parts between the secrets, in order: the first at the beginning, the last at the end.
bool text_matches(std::string_view recorded, std::string_view given) {
  std::size_t at = recorded.find(hidden);
  if (at == std::string_view::npos) {
    return recorded == given;
  }
  if (!given.starts_with(recorded.substr(0, at))) {
    return false;
  }
  given.remove_prefix(at);
  recorded.remove_prefix(at + hidden.size());
  while ((at = recorded.find(hidden)) != std::string_view::npos) {
    const std::size_t found = given.find(recorded.substr(0, at));
    if (found == std::string_view::npos) {
      return false;
    }
    given.remove_prefix(found + at);
    recorded.remove_prefix(at + hidden.size());
  }
  return given.ends_with(recorded);
}

bool name_matches(std::string_view recorded, std::string_view given) {
  return recorded.find(hidden) != std::string_view::npos &&
         (text_matches(recorded, given) || text_matches(without_number(recorded), given));
}

bool value_matches(const json::value& recorded, const json::value& given);

// NOLINTNEXTLINE(misc-no-recursion): as deep as the parser lets a value be
bool members_match(const json::object& recorded, const json::object& given) {
  std::vector<std::string_view> open; // given names that only a hidden one can stand for
  for (const auto& member : given) {
    if (!recorded.contains(member.key())) {
      open.emplace_back(member.key());
    }
  }
  // NOLINTNEXTLINE(misc-no-recursion): see above
  return recorded.size() == given.size() &&
         std::all_of(recorded.begin(), recorded.end(), [&](const auto& member) {
           if (const json::value* const same = given.if_contains(member.key())) {
             return value_matches(member.value(), *same);
           }
           // NOLINTNEXTLINE(misc-no-recursion): see above
           const auto found = std::find_if(open.begin(), open.end(), [&](std::string_view name) {
             return name_matches(member.key(), name) && value_matches(member.value(), given.at(name));
           });
           if (found == open.end()) {
             return false;
           }
           open.erase(found);
           return true;
         });
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the parser lets a value be
bool value_matches(const json::value& recorded, const json::value& given) {
  if (recorded.is_string() && given.is_string()) {
    return text_matches(recorded.get_string(), given.get_string());
  }
  if (recorded.is_array() && given.is_array()) {
    const json::array& items = given.get_array();
    return std::equal(
        recorded.get_array().begin(), recorded.get_array().end(), items.begin(), items.end(), value_matches);
  }
  if (recorded.is_object() && given.is_object()) {
    return members_match(recorded.get_object(), given.get_object());
  }
  return recorded == given;
}

std::string recorded(std::string_view text, const Redactor& redactor, Names names) {
  const std::string redacted = redactor.redact(text);
  if (!is_json(text)) {
    return json::serialize(json::string(is_utf8(redacted) ? redacted : "?"));
  }
  const bool shows_secrets = text != redacted || (names == Names::count && names_secret_member(text));
  if (!shows_secrets && text.find('\\') == std::string_view::npos) { // escapes may hide one from the search
    return on_one_line(text);
  }
  auto value = parse_json(text);
  if (!value) {
    return "null"; // a number that no double can hold; there is no tree to look for secrets in
  }
  Cleaner cleaner(redactor, names);
  cleaner.clean(*value);
  // The text may show what the tree does not: of members with one name the last counts.
  return shows_secrets || cleaner.has_changed() ? json::serialize(*value) : on_one_line(text);
}

} // namespace

std::string recorded_json(std::string_view text, const Redactor& redactor) {
  return recorded(text, redactor, Names::count);
}

std::string recorded_description(std::string_view text, const Redactor& redactor) {
  return recorded(text, redactor, Names::are_of_schemas);
}

std::string canonical_json(std::string_view text) {
  const auto value = parse_json(text);
  return value ? json::serialize(sorted(*value)) : std::string(text);
}

bool matches_recorded(std::string_view recorded, std::string_view given) {
  if (recorded.find(hidden) == std::string_view::npos) {
    return recorded == given;
  }
  const auto pattern = parse_json(recorded);
  const auto value = parse_json(given);
  return pattern && value && value_matches(*pattern, *value);
}

} // namespace callout::host
