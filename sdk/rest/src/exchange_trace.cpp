#include "exchange_trace.hpp"

#include <algorithm>
#include <array>
#include <locale>
#include <utility>

#include <boost/algorithm/string/case_conv.hpp>
#include <boost/json/serialize.hpp>
#include <boost/url/pct_string_view.hpp>
#include <callout/sdk/json_text.hpp>

#include "json_check.hpp"

namespace callout::rest {
namespace {

namespace json = boost::json;

constexpr const char* redacted = "[redacted]";

// As folded() makes them. Recordings know these names too (host/src/recording/recorded_json.cpp).
constexpr std::array<std::string_view, 25> secret_members{
    "accesskey",      "accesstoken",     "apikey",       "apitoken",   "authorization",
    "authtoken",      "clientassertion", "clientsecret", "cookie",     "idtoken",
    "integrationkey", "passphrase",      "password",     "privatekey", "proxyauthorization",
    "refreshtoken",   "routingkey",      "secret",       "secretkey",  "servicekey",
    "sessiontoken",   "setcookie",       "token",        "xapikey",    "xauthtoken"};

/// "api_key", "apiKey" and the header "Api-Key" are one name.
std::string folded(std::string_view text) {
  std::string letters(text);
  std::erase_if(letters, [](char letter) { return letter == '-' || letter == '_'; });
  boost::algorithm::to_lower(letters, std::locale::classic());
  return letters;
}

bool is_secret_member(std::string_view name) {
  constexpr std::size_t longest = 40;
  return name.size() <= longest &&
         std::find(secret_members.begin(), secret_members.end(), folded(name)) != secret_members.end();
}

/// Whether the text may name one at all; escapes can hide a name.
bool may_name_secrets(std::string_view text) {
  if (text.find_first_of("\\%") != std::string_view::npos) {
    return true;
  }
  const std::string letters = folded(text);
  return std::any_of(secret_members.begin(), secret_members.end(), [&](std::string_view name) {
    return letters.find(name) != std::string::npos;
  });
}

bool redact(json::value& value);

/// Tells whether it replaced anything.
// NOLINTNEXTLINE(misc-no-recursion): as deep as the parser lets a value be
bool redact_member(std::string_view name, json::value& value) {
  if (!is_secret_member(name) || value.is_null()) {
    return redact(value);
  }
  value = redacted;
  return true;
}

/// Tells whether it replaced anything.
// NOLINTNEXTLINE(misc-no-recursion): see above
bool redact(json::value& value) {
  bool has_changed = false;
  if (auto* const items = value.if_array()) {
    for (json::value& item : *items) {
      has_changed |= redact(item);
    }
  } else if (auto* const members = value.if_object()) {
    for (auto& member : *members) {
      has_changed |= redact_member(member.key(), member.value());
    }
  }
  return has_changed;
}

/// A name in a form or query; an escape could hide it.
bool is_secret_field(std::string_view encoded) {
  const auto name = boost::urls::make_pct_string_view(encoded);
  return !name || is_secret_member(name->decode());
}

bool is_form(std::string_view content_type) {
  return content_type.starts_with("application/x-www-form-urlencoded");
}

std::string_view shown_value(const Header& header) {
  if (is_secret_header(header.name)) {
    return redacted;
  }
  return is_utf8(header.value) ? std::string_view(header.value) : "[bytes that are no text]";
}

json::object headers_of(const std::vector<Header>& headers) {
  json::object members;
  for (const Header& header : headers) {
    json::value& member = members[header.name];
    const std::string earlier = member.is_string() ? std::string(member.get_string()) + ", " : std::string();
    member = earlier + std::string(shown_value(header));
  }
  return members;
}

void add_body(json::object& message, std::string_view body, std::string_view content_type) {
  if (body.empty()) {
    return;
  }
  const std::string shown = redacted_body(body, content_type);
  message["body"] = beginning_of(shown);
  if (shown.size() > traced_body) {
    message["body_bytes"] = body.size();
  }
}

json::object traced(const HttpRequest& request) {
  const std::string_view target = request.target;
  const std::size_t mark = target.find('?');
  json::object message{{"method", method_name(request.method)}, {"url_path", target.substr(0, mark)}};
  if (mark != std::string_view::npos) {
    message["query"] = redacted_form(target.substr(mark + 1));
  }
  message["headers"] = headers_of(request.headers);
  add_body(message, request.body, find_header(request.headers, "Content-Type"));
  return message;
}

json::object traced(const HttpResponse& response) {
  json::object message{{"status", response.status}, {"headers", headers_of(response.headers)}};
  add_body(message, response.body, response.header("Content-Type"));
  return message;
}

} // namespace

bool is_secret_header(std::string_view name) {
  constexpr std::array<std::string_view, 8> words{
      "authorization", "cookie", "api-key", "apikey", "routing-key", "token", "secret", "password"};
  const std::string lower = boost::algorithm::to_lower_copy(std::string(name), std::locale::classic());
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return lower.find(word) != std::string::npos;
  });
}

std::string_view beginning_of(std::string_view text) {
  constexpr std::size_t longest_word = 16384;
  if (text.size() <= traced_body) {
    return text;
  }
  const std::size_t end = text.find_last_of(" \t\r\n\"'&<>", traced_body - 1);
  std::size_t size = std::max(end == std::string_view::npos ? 0 : end + 1, traced_body - longest_word);
  // Whole characters too (RFC 3629, 3: those that go on begin with bits 10).
  while ((static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) {
    --size;
  }
  return text.substr(0, size);
}

std::string redacted_form(std::string_view form) {
  std::string text;
  while (!form.empty()) {
    const std::size_t end = std::min(form.find('&'), form.size());
    const std::string_view field = form.substr(0, end);
    const std::size_t sign = std::min(field.find('='), field.size());
    const std::string_view name = field.substr(0, sign);
    const bool is_secret = is_secret_field(name);
    text.append(name).append(sign < field.size() ? "=" : "");
    text.append(sign < field.size() && is_secret ? redacted : field.substr(std::min(sign + 1, field.size())));
    text.append(end < form.size() ? "&" : "");
    form.remove_prefix(std::min(end + 1, form.size()));
  }
  return text;
}

std::string redacted_body(std::string_view body, std::string_view content_type) {
  if (!is_utf8(body)) {
    return "[" + std::to_string(body.size()) + " bytes that are no text]";
  }
  if (is_form(content_type)) {
    return redacted_form(body);
  }
  if (!may_name_secrets(body)) {
    return std::string(body);
  }
  auto value = sdk::parse_json(body, "body");
  if (!value) {
    return "[" + std::to_string(body.size()) + " bytes of text that may hold a credential]";
  }
  return redact(*value) ? json::serialize(*value) : std::string(body);
}

void trace_exchange(const sdk::Request& call,
                    const json::object& fields,
                    const HttpRequest& request,
                    const Result<HttpResponse>& response) {
  if (!call.wants(sdk::LogLevel::trace)) {
    return;
  }
  json::object record = fields;
  record["request"] = traced(request);
  if (response) {
    record["response"] = traced(*response);
  }
  call.log(sdk::LogLevel::trace, response ? "HTTP exchange" : "HTTP exchange failed", record);
}

} // namespace callout::rest
