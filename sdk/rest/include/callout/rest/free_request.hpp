#pragma once

/// The action `request`: any method and path below a connection's base URL.

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <callout/rest/client.hpp>
#include <callout/rest/http.hpp>
#include <callout/rest/result.hpp>
#include <callout/rest/url.hpp>
#include <callout/sdk/problem.hpp>

namespace callout::rest {

struct FreeRequest {
  HttpRequest http;
  std::vector<unsigned> expected; ///< further statuses that count as success
};

/// What the connection adds.
struct FreeRequestSettings {
  std::string_view connector;  ///< prefix in errors: "http"
  std::string_view base_path;  ///< BaseUrl::path
  std::vector<Header> headers; ///< unless the input has one of the same name
  /// The session's headers. The input may not set one of these names.
  std::vector<Header> authorization;
};

/// JSON Schema of the input, as text.
extern const std::string_view free_request_schema;

/// Checks the input {method, path, query, headers, body, expect} and writes the request. The path stays
/// below the base URL. A body is JSON unless `headers` give it another Content-Type: then it is a string,
/// sent as it is. CALLOUT_E_INVALID_ARGUMENT with "pointer" for whatever is unknown or of a wrong type.
Result<FreeRequest> read_free_request(const boost::json::object& input, const FreeRequestSettings& settings);

/// The answer as one whose status is a success when the request expected it; any other as it is.
HttpResponse accept_expected(HttpResponse response, const FreeRequest& request);

} // namespace callout::rest
