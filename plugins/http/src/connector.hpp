#pragma once

/// A connection to any REST API.

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <boost/json/object.hpp>
#include <callout/rest/client.hpp>
#include <callout/rest/http.hpp>
#include <callout/rest/retry_policy.hpp>
#include <callout/rest/url.hpp>
#include <callout/sdk/reply.hpp>
#include <callout/sdk/request.hpp>

namespace callout::http_plugin {

/// JSON Schema of the connection's `config`, as text.
std::string config_schema();

/// Thread-safe once constructed.
class Connector {
public:
  /// Throws sdk::ProblemException when the config is refused. Touches no network; looks into
  /// the environment for a proxy.
  explicit Connector(const boost::json::object& config);

  /// Every kind of authentication of callout/rest/authentication.hpp.
  sdk::Reply authenticate(const sdk::Request& call);

  /// The action `request`. The result is the answer's body. Repeated as the config's `retry` says.
  sdk::Reply request(const sdk::Request& call);

private:
  /// Made by the first call, since only a call knows the host that User-Agent names.
  rest::HttpClient& client(const sdk::Request& call);

  rest::BaseUrl base_url_;
  std::vector<rest::Header> headers_;
  rest::ClientOptions client_options_;
  rest::RetryOptions retry_;
  std::once_flag client_made_;
  std::unique_ptr<rest::HttpClient> client_;
};

/// `auth: {kind: none}`: a connection that sends no credential.
sdk::Reply authenticate_as_nobody(Connector& connector, const sdk::Request& call);

} // namespace callout::http_plugin
