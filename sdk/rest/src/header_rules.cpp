#include <algorithm>
#include <array>

#include <boost/algorithm/string/predicate.hpp>
#include <boost/json/object.hpp>
#include <callout/rest/header_rules.hpp>

#include "ascii_case.hpp"

namespace callout::rest {
namespace {

namespace json = boost::json;
constexpr std::array<std::string_view, 4> credentials{
    "Authorization", "Proxy-Authorization", "Cookie", "Cookie2"};
// RFC 9110, 7.2, 7.6 and 10.1; RFC 9112, 6 and 9.
constexpr std::array<std::string_view, 13> framing{"Host",
                                                   "Content-Length",
                                                   "Transfer-Encoding",
                                                   "Connection",
                                                   "Keep-Alive",
                                                   "Proxy-Connection",
                                                   "TE",
                                                   "Trailer",
                                                   "Upgrade",
                                                   "Expect",
                                                   "Accept-Encoding",
                                                   "HTTP2-Settings",
                                                   "User-Agent"};

template <class Names>
bool names_one(const Names& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(), [name](std::string_view known) {
    return equal_ignoring_case(known, name);
  });
}

// RFC 9110, 5.6.2: what a name may consist of.
bool is_token(std::string_view text) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [marks](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || marks.find(letter) != std::string_view::npos;
  });
}

bool is_field_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char letter) {
    return letter == '\t' || (static_cast<unsigned char>(letter) >= 0x20 && letter != 0x7f);
  });
}

// Empty when the header may be sent. The value is never quoted: it may be a secret in the wrong place.
std::string refusal(std::string_view name, const json::value& value) {
  const std::string header = "the header `" + std::string(name) + "`";
  if (!is_token(name)) {
    return header + " has a name that HTTP cannot carry";
  }
  if (names_one(credentials, name)) {
    return header + " carries a credential, which comes from the connection's `auth` alone";
  }
  if (names_one(framing, name)) {
    return header + " is written by Callout and cannot be set";
  }
  if (!value.is_string()) {
    return header + " is not a string";
  }
  return is_field_value(value.get_string()) ? std::string()
                                            : header + " holds a line break or another control character";
}

sdk::Problem problem(std::string_view detail, const std::string& pointer) {
  sdk::Problem result = sdk::make_problem(CALLOUT_E_INVALID_ARGUMENT, detail);
  result.members["pointer"] = pointer;
  return result;
}

} // namespace

std::string json_pointer(std::initializer_list<std::string_view> names) {
  std::string pointer;
  for (const std::string_view name : names) {
    pointer += '/';
    for (const char letter : name) {
      pointer += letter == '~'   ? std::string("~0")
                 : letter == '/' ? std::string("~1")
                                 : std::string(1, letter);
    }
  }
  return pointer;
}

bool speaks_of_secret(std::string_view name) {
  constexpr std::array<std::string_view, 12> words{"secret",
                                                   "password",
                                                   "passphrase",
                                                   "token",
                                                   "credential",
                                                   "authorization",
                                                   "api_key",
                                                   "routing_key",
                                                   "service_key",
                                                   "integration_key",
                                                   "private_key",
                                                   "access_key"};
  return std::any_of(words.begin(), words.end(), [name](std::string_view word) {
    return boost::algorithm::icontains(name, word, std::locale::classic());
  });
}

Result<std::vector<Header>> read_headers(const json::value& value, std::string_view what) {
  const json::object* const members = value.if_object();
  if (members == nullptr) {
    return problem("`" + std::string(what) + "` is not an object of header names and values",
                   json_pointer({what}));
  }
  std::vector<Header> headers;
  for (const auto& member : *members) {
    if (const std::string why = refusal(member.key(), member.value()); !why.empty()) {
      return problem("`" + std::string(what) + "`: " + why, json_pointer({what, member.key()}));
    }
    set_header(headers, {std::string(member.key()), std::string(member.value().get_string())});
  }
  return headers;
}

void set_header(std::vector<Header>& headers, Header header) {
  const auto same = std::find_if(headers.begin(), headers.end(), [&header](const Header& other) {
    return equal_ignoring_case(other.name, header.name);
  });
  if (same != headers.end()) {
    *same = std::move(header);
  } else {
    headers.push_back(std::move(header));
  }
}

} // namespace callout::rest
