#pragma once

/// A connection to any REST API.

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <callout/rest/client.hpp>
#include <callout/rest/http.hpp>
#include <callout/rest/url.hpp>
#include <callout/sdk/reply.hpp>
#include <callout/sdk/request.hpp>

namespace callout::http_plugin {

/// JSON Schema of the connection's `config`, as text.
extern const std::string_view config_schema;

/// Thread-safe once constructed.
class Connector {
public:
  /// Throws sdk::ProblemException when the config is refused. Touches neither network nor files.
  explicit Connector(const boost::json::object& config);

  /// Every kind of authentication of callout/rest/authentication.hpp.
  sdk::Reply authenticate(const sdk::Request& call);

  /// The action `request`. The result is the answer's body.
  sdk::Reply request(const sdk::Request& call);

private:
  /// Made by the first call, since only a call knows the host that User-Agent names.
  rest::HttpClient& client(const sdk::Request& call);

  rest::BaseUrl base_url_;
  std::vector<rest::Header> headers_;
  std::string ca_file_;
  std::chrono::milliseconds connect_timeout_{10'000};
  std::once_flag client_made_;
  std::unique_ptr<rest::HttpClient> client_;
};

/// `auth: {kind: none}`: a connection that sends no credential.
sdk::Reply authenticate_as_nobody(Connector& connector, const sdk::Request& call);

} // namespace callout::http_plugin
