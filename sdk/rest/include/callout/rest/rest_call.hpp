#pragma once

/// The last steps of an action: send its request, answer its call.

#include <string_view>

#include <callout/rest/client.hpp>
#include <callout/rest/http.hpp>
#include <callout/rest/result.hpp>
#include <callout/rest/url.hpp>
#include <callout/sdk/reply.hpp>
#include <callout/sdk/request.hpp>

namespace callout::rest {

/// Turns an exchange into an answer: a 2xx body that is JSON goes on as it is, an empty one becomes null,
/// any other {"content_type", "text"}; one that says it is JSON and is not is a problem. Other statuses
/// become problems (problem_mapping.hpp). `service` is ProblemContext::service.
sdk::Reply to_reply(Result<HttpResponse> response, bool idempotent, std::string_view service);

/// Sends the request within the call's wait limit and logs it at debug: method, path, status, duration,
/// request id; neither headers nor query.
Result<HttpResponse>
send_logged(const sdk::Request& call, HttpClient& client, const Origin& origin, const HttpRequest& request);

/// send_logged() and to_reply().
sdk::Reply call_rest(const sdk::Request& call,
                     HttpClient& client,
                     const Origin& origin,
                     const HttpRequest& request,
                     std::string_view service);

} // namespace callout::rest
