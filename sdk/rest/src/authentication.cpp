#include <algorithm>
#include <array>
#include <string>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <callout/rest/authentication.hpp>
#include <callout/rest/nearest_name.hpp>
#include <callout/rest/oauth2.hpp>
#include <callout/sdk/secret_memory.hpp>

#include "secret_text.hpp"

namespace callout::rest {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 1> client_secret{"/client_secret"};
constexpr std::array<std::string_view, 1> token{"/token"};
constexpr std::array<std::string_view, 1> password{"/password"};
constexpr std::array<std::string_view, 1> key{"/key"};

sdk::Problem refuse(const AuthenticationKind& kind, std::string_view why, std::string_view hint = {}) {
  return sdk::make_problem(
      CALLOUT_E_INVALID_ARGUMENT, "auth of kind " + std::string(kind.kind) + ": " + std::string(why), hint);
}

std::string alternatives(const json::array& values) {
  std::string text;
  for (const json::value& value : values) {
    text += (text.empty() ? "`" : " or `") + std::string(value.get_string()) + "`";
  }
  return text;
}

// Values may be secrets, also in the wrong place: errors name members only.
Result<void>
check_member(const AuthenticationKind& kind, const json::key_value_pair& member, const json::object& schema) {
  const std::string name = "`" + std::string(member.key()) + "`";
  const json::string* const text = member.value().if_string();
  if (text == nullptr || text->empty()) {
    return refuse(kind, name + (text == nullptr ? " is not a string" : " is empty"));
  }
  const auto is_control = [](char letter) {
    return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f;
  };
  if (std::any_of(text->begin(), text->end(), is_control)) {
    return refuse(kind,
                  name + " holds a line break or another control character",
                  "Remove it; often it is the last character of a file.");
  }
  const json::value* const allowed = schema.if_contains("enum");
  if (allowed != nullptr && std::find(allowed->get_array().begin(), allowed->get_array().end(), *text) ==
                                allowed->get_array().end()) {
    return refuse(kind, name + " must be " + alternatives(allowed->get_array()));
  }
  return {};
}

std::vector<std::string_view> names_of(const json::object& object) {
  std::vector<std::string_view> names;
  for (const auto& member : object) {
    names.emplace_back(member.key());
  }
  return names;
}

std::string text_of(const json::object& object, std::string_view name) {
  return std::string(object.at(name).get_string());
}

Result<sdk::Session> basic_session(const json::object& credentials) {
  if (credentials.at("username").get_string().find(':') != json::string::npos) {
    return refuse(basic, "`username` holds a colon, which Basic authentication cannot carry (RFC 7617, 2)");
  }
  return sdk::Session{.session = json::value(credentials, sdk::wiping_storage()),
                      .label = text_of(credentials, "username")};
}

sdk::Session bearer_session(const json::object& credentials) {
  json::object session(sdk::wiping_storage());
  session["access_token"] = credentials.at("token");
  session["token_type"] = "bearer";
  return {.session = std::move(session)};
}

Result<sdk::Session> oauth2_session(const json::object& credentials, const AuthenticationContext& context) {
  const auto read = read_client_credentials(credentials, context.default_token_url);
  return read ? fetch_token(context.call, context.client, *read, context.retry)
              : Result<sdk::Session>(read.error());
}

const AuthenticationKind* find_kind(std::string_view name) {
  static constexpr std::array<const AuthenticationKind*, 4> kinds{
      &oauth2_client_credentials, &bearer, &basic, &api_key_header};
  const auto* const found =
      std::find_if(kinds.begin(), kinds.end(), [name](const auto* kind) { return kind->kind == name; });
  return found != kinds.end() ? *found : nullptr;
}

// The member as text, or nullptr.
const json::string* member(const json::object& object, std::string_view name) {
  const json::value* const value = object.if_contains(name);
  return value != nullptr ? value->if_string() : nullptr;
}

Header basic_header(std::string_view username, std::string_view password_text) {
  std::string pair = joined(std::string(username) + ":", password_text);
  const WipeAtEnd wipe_pair(pair);
  std::string encoded = encode_base64(pair);
  const WipeAtEnd wipe_encoded(encoded);
  return {"Authorization", joined("Basic ", encoded)};
}

} // namespace

constinit const AuthenticationKind oauth2_client_credentials{"oauth2_client_credentials",
                                                             "OAuth 2.0 client credentials",
                                                             R"json({"type":"object","properties":{
"client_id":{"type":"string","minLength":1,"description":"The client's identifier"},
"client_secret":{"type":"string","minLength":1,"description":"The client's secret"},
"scope":{"type":"string","minLength":1,"description":"Scopes to ask for, separated by spaces"},
"token_url":{"type":"string","format":"uri","description":"The token endpoint"},
"client_authentication":{"type":"string","enum":["request_body","basic"],"default":"request_body","description":"Where id and secret are sent: in the form, or by HTTP Basic"},
"grant_type":{"type":"string","enum":["client_credentials"],"default":"client_credentials"}},
"required":["client_id","client_secret"],"additionalProperties":false})json",
                                                             client_secret};

constinit const AuthenticationKind bearer{"bearer",
                                          "Bearer token",
                                          R"json({"type":"object","properties":{
"token":{"type":"string","minLength":1,"description":"Sent as `Authorization: Bearer <token>`"}},
"required":["token"],"additionalProperties":false})json",
                                          token};

constinit const AuthenticationKind basic{"basic",
                                         "User name and password",
                                         R"json({"type":"object","properties":{
"username":{"type":"string","minLength":1},
"password":{"type":"string","minLength":1}},
"required":["username","password"],"additionalProperties":false})json",
                                         password};

constinit const AuthenticationKind api_key_header{"api_key_header",
                                                  "API key in a header",
                                                  R"json({"type":"object","properties":{
"header":{"type":"string","minLength":1,"description":"The header's name, such as X-API-Key"},
"key":{"type":"string","minLength":1,"description":"The header's value"}},
"required":["header","key"],"additionalProperties":false})json",
                                                  key};

json::object manifest_entry(const AuthenticationKind& kind) {
  return {{"kind", kind.kind},
          {"title", kind.title},
          {"schema", json::parse(kind.schema)},
          {"secrets", json::array(kind.secrets.begin(), kind.secrets.end())}};
}

Result<void> check_credentials(const AuthenticationKind& kind, const json::object& credentials) {
  const json::value schema = json::parse(kind.schema);
  const json::object& known = schema.at("properties").get_object();
  for (const auto& member : credentials) {
    const json::value* const member_schema = known.if_contains(member.key());
    if (member_schema == nullptr) {
      return refuse(kind, unknown_member(member.key(), names_of(known)));
    }
    if (auto checked = check_member(kind, member, member_schema->get_object()); !checked) {
      return checked;
    }
  }
  for (const json::value& name : schema.at("required").get_array()) {
    if (!credentials.contains(name.get_string())) {
      return refuse(
          kind, "`" + std::string(name.get_string()) + "` is missing", "Add it to the connection's `auth`.");
    }
  }
  return {};
}

Result<sdk::Session>
authenticate(std::string_view kind, const json::object& credentials, const AuthenticationContext& context) {
  const AuthenticationKind* const known = find_kind(kind);
  if (known == nullptr) {
    return sdk::make_problem(CALLOUT_E_UNKNOWN_ACTION,
                             "unknown kind of authentication `" + std::string(kind) + "`");
  }
  if (const auto checked = check_credentials(*known, credentials); !checked) {
    return checked.error();
  }
  if (known == &oauth2_client_credentials) {
    return oauth2_session(credentials, context);
  }
  if (known == &basic) {
    return basic_session(credentials);
  }
  return known == &bearer ? bearer_session(credentials)
                          : sdk::Session{.session = json::value(credentials, sdk::wiping_storage())};
}

Result<std::vector<Header>> authorization_headers(const json::value& session) {
  using Headers = std::vector<Header>;
  if (session.is_null()) {
    return Headers{};
  }
  if (const json::object* const members = session.if_object()) {
    if (const json::string* const access_token = member(*members, "access_token")) {
      return Headers{{"Authorization", joined("Bearer ", *access_token)}};
    }
    if (const json::string* const username = member(*members, "username")) {
      const json::string* const secret = member(*members, "password");
      return Headers{
          basic_header(*username, secret != nullptr ? std::string_view(*secret) : std::string_view())};
    }
    const json::string* const header = member(*members, "header");
    const json::string* const value = member(*members, "key");
    if (header != nullptr && value != nullptr) {
      return Headers{{std::string(*header), std::string(*value)}};
    }
  }
  return sdk::make_problem(CALLOUT_E_UNAUTHENTICATED, "the session is not one that this connector has made");
}

} // namespace callout::rest
