#include <algorithm>
#include <array>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <callout/rest/client_config.hpp>
#include <callout/rest/retry_config.hpp>

#include "certificate_pins.hpp"
#include "secret_source.hpp"
#include "secret_text.hpp"

namespace callout::rest {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 9> members{"ca_file",
                                                  "client_certificate",
                                                  "client_key",
                                                  "client_key_passphrase",
                                                  "pin_sha256",
                                                  "insecure_skip_verify",
                                                  "proxy",
                                                  "retry",
                                                  "timeouts"};

constexpr std::string_view properties = R"json({
"ca_file":{"type":"string","title":"CA file",
 "description":"PEM file of the authorities to trust instead of the system's"},
"client_certificate":{"type":"string","title":"Client certificate",
 "description":"PEM file to show to servers that ask for one: the certificate, then those that it was issued by"},
"client_key":{"type":"string","title":"Client key",
 "description":"PEM file of the client certificate's private key; by default it is in the same file"},
"client_key_passphrase":{"type":"object","title":"Passphrase of the client key","minProperties":1,"maxProperties":1,
 "description":"Where it is: { env: NAME } or { file: PATH }","additionalProperties":{"type":"string"}},
"pin_sha256":{"type":"array","items":{"type":"string","pattern":"^[A-Za-z0-9+/]{43}=$"},"minItems":1,
 "title":"Pinned keys",
 "description":"SHA-256 of SubjectPublicKeyInfo, base64: one key of the server's chain must be among them"},
"insecure_skip_verify":{"type":"boolean","default":false,"title":"Do not verify certificates",
 "description":"Whoever answers is trusted with the credential. Warned of on every run"},
"proxy":{"title":"HTTP proxy","description":"Instead of the environment's HTTPS_PROXY; none or empty: no proxy",
 "oneOf":[{"type":"string"},
  {"type":"object","additionalProperties":false,"required":["url"],"properties":{
   "url":{"type":"string","format":"uri","description":"http://HOST:PORT"},
   "username":{"type":"string"},
   "password":{"type":"object","minProperties":1,"maxProperties":1,
    "description":"Where it is: { env: NAME } or { file: PATH }","additionalProperties":{"type":"string"}}}}]},
"timeouts":{"type":"object","additionalProperties":false,"title":"Timeouts in milliseconds","properties":{
 "connect_ms":{"type":"integer","minimum":1,"maximum":3600000,"default":10000,
  "description":"Name look-up, TCP, proxy and TLS together"},
 "head_ms":{"type":"integer","minimum":1,"maximum":3600000,"default":120000,
  "description":"From the request's end to the end of the answer's head"},
 "body_ms":{"type":"integer","minimum":1,"maximum":3600000,"default":60000,
  "description":"Between one piece of the answer's body and the next"},
 "total_ms":{"type":"integer","minimum":1,"maximum":3600000,"default":600000,
  "description":"From the request's beginning to the end of the answer"}}}})json";

template <class T>
T valid(Result<T> result, const ConfigReader& reader, std::string_view member) {
  if (!result) {
    const sdk::Problem problem = result.error();
    const json::value* const hint = problem.members.if_contains("hint");
    reader.refuse(member,
                  problem.detail(),
                  hint != nullptr ? std::string_view(hint->get_string()) : std::string_view());
  }
  return std::move(*result);
}

Proxy read_proxy_object(const ConfigReader& outer) {
  constexpr std::array<std::string_view, 3> known{"url", "username", "password"};
  const ConfigReader reader = outer.within("proxy", known);
  if (!reader.has("url")) {
    reader.refuse("url", "`proxy.url` is missing", R"(Write it like "http://proxy.example.com:3128".)");
  }
  Proxy proxy = valid(parse_proxy(reader.text("url"), "proxy.url"), reader, "url");
  if (reader.has("password") && !reader.has("username")) {
    reader.refuse("username", "`proxy.username` is missing", "A password needs the name that it belongs to.");
  }
  if (reader.has("username")) {
    std::string password = read_secret(reader, "password");
    const WipeAtEnd wiped(password);
    proxy.authorization =
        valid(proxy_authorization(reader.text("username"), password, "proxy"), reader, "username");
  }
  return proxy;
}

ProxyChoice read_proxy(const ConfigReader& reader) {
  const json::value* const proxy = reader.find("proxy");
  if (proxy == nullptr) {
    return valid(ProxyChoice::from(read_proxy_variables()), reader, "proxy");
  }
  if (proxy->is_object()) {
    return ProxyChoice::always(read_proxy_object(reader));
  }
  if (!proxy->is_string()) {
    reader.refuse("proxy",
                  "`proxy` is neither a URL nor an object",
                  "Write a URL, { url, username, password }, or none.");
  }
  const std::string_view text = proxy->get_string();
  return text.empty() || text == "none"
             ? ProxyChoice()
             : ProxyChoice::always(valid(parse_proxy(text, "proxy"), reader, "proxy"));
}

void read_timeouts(const ConfigReader& outer, ClientOptions& options) {
  constexpr std::array<std::string_view, 4> known{"connect_ms", "head_ms", "body_ms", "total_ms"};
  const ConfigReader reader = outer.within("timeouts", known);
  options.connect_timeout = reader.wait("connect_ms", options.connect_timeout);
  options.head_timeout = reader.wait("head_ms", options.head_timeout);
  options.body_timeout = reader.wait("body_ms", options.body_timeout);
  options.total_timeout = reader.wait("total_ms", options.total_timeout);
}

void read_client_certificate(const ConfigReader& reader, ClientOptions& options) {
  options.client_certificate = reader.text("client_certificate");
  options.client_key = reader.text("client_key");
  options.client_key_passphrase = read_secret(reader, "client_key_passphrase");
  for (const std::string_view member : {"client_key", "client_key_passphrase"}) {
    if (reader.has(member) && !reader.has("client_certificate")) {
      reader.refuse("client_certificate",
                    "`client_certificate` is missing, which `" + std::string(member) + "` belongs to");
    }
  }
}

std::vector<std::string> read_pins(const ConfigReader& reader) {
  std::vector<std::string> pins = reader.texts("pin_sha256");
  if (!std::all_of(pins.begin(), pins.end(), &is_pin)) {
    reader.refuse("pin_sha256",
                  "`pin_sha256` holds what is no SHA-256 in base64",
                  "A pin is 44 characters, the last one =: the hash of the key's SubjectPublicKeyInfo.");
  }
  return pins;
}

} // namespace

std::vector<std::string_view> with_client_members(std::span<const std::string_view> own) {
  std::vector<std::string_view> all(own.begin(), own.end());
  all.insert(all.end(), members.begin(), members.end());
  return all;
}

std::string with_client_properties(std::string_view config_schema) {
  json::value schema = json::parse({config_schema.data(), config_schema.size()});
  json::object& all = schema.as_object().at("properties").as_object();
  const json::value shared = json::parse({properties.data(), properties.size()});
  for (const auto& property : shared.get_object()) {
    all.insert(property);
  }
  all.emplace("retry", json::parse({retry_property.data(), retry_property.size()}));
  return json::serialize(schema);
}

ClientOptions read_client_options(const ConfigReader& reader) {
  ClientOptions options;
  options.ca_file = reader.text("ca_file");
  read_client_certificate(reader, options);
  options.pin_sha256 = read_pins(reader);
  options.insecure_skip_verify = reader.flag("insecure_skip_verify");
  options.proxy = read_proxy(reader);
  read_timeouts(reader, options);
  return options;
}

std::unique_ptr<HttpClient>
make_client(const sdk::Request& call, ClientOptions options, std::string_view product) {
  options.user_agent = product;
  options.user_agent.append(" (")
      .append(call.host_name())
      .append("/")
      .append(call.host_version())
      .append(")");
  if (options.insecure_skip_verify) {
    call.log(sdk::LogLevel::warn,
             "certificates are not verified, so whoever answers gets the credential",
             {{"because", "insecure_skip_verify is true in the connection's config"}});
  }
  return std::make_unique<HttpClient>(std::move(options));
}

} // namespace callout::rest
