#pragma once

/// From an operation's row and an action's input to a request. Pure.

#include <span>
#include <string_view>

#include <boost/json/object.hpp>
#include <callout/rest/http.hpp>
#include <callout/rest/operation.hpp>
#include <callout/rest/result.hpp>

namespace callout::rest {

/// What a connection adds to the requests of its actions.
struct RequestSettings {
  std::string_view connector; ///< prefix in errors: "pagerduty"
  std::string_view base_path; ///< BaseUrl::path
  /// Values of parameters that the input leaves out, by name. A member that is null marks one that the
  /// connection's config could give but does not: an error about it says so.
  const boost::json::object* defaults = nullptr;
};

/// Checks the input against the row and writes target, headers (Accept, Content-Type, header parameters,
/// early access) and body; authorization is the caller's. The input's members are the parameters by name
/// and the body's top-level members, or the whole body as "body". A name that is both goes to both.
/// Content-Type is the row's, also without a body, since some services demand it of every request; a row
/// whose content_type is empty sends none. A body that is not JSON is one string, sent as it is.
/// CALLOUT_E_INVALID_ARGUMENT, with "pointer" (RFC 6901) to the member, when one is missing, unknown, of a
/// wrong type, or not among a parameter's allowed values. Only the body's top level is checked.
Result<HttpRequest> build_request(const Catalog& catalog,
                                  const Operation& operation,
                                  const boost::json::object& input,
                                  const RequestSettings& settings);

/// JSON Schema of everything that build_request() takes, with the schemas it refers to in "$defs".
/// Parameters named in `from_connection` may be left out, since the connection's config can give them.
boost::json::object input_schema(const Catalog& catalog,
                                 const Operation& operation,
                                 std::span<const std::string_view> from_connection = {});

} // namespace callout::rest
