#include "sandbox/sandbox.hpp"

#include <exception>
#include <iostream>

#include <boost/json/serialize.hpp>

#include "sandbox/control.hpp"
#include "sandbox/credential_text.hpp"
#include "sandbox/errors.hpp"
#include "sandbox/events.hpp"
#include "sandbox/rest/router.hpp"
#include "sandbox/store/incidents.hpp"
#include "sandbox/token_endpoint.hpp"

namespace callout::sandbox {

Sandbox::Sandbox(Options options) : state_(std::move(options)) {
  reset(state_);
  for (const Fault& fault : state_.options.faults) {
    state_.faults.add(fault);
  }
}

Response Sandbox::handle(Request request) {
  try {
    const std::lock_guard lock(mutex_);
    return answer(request);
  } catch (const std::exception& error) {
    return api_error(500, 2000, std::string("The sandbox failed: ") + error.what());
  }
}

Response Sandbox::answer(Request& request) {
  const bool readable = parse_target(request);
  state_.account.now = state_.now();
  wake_snoozed(state_.account);
  if (readable && !request.segments.empty() && request.segments.front() == "sandbox") {
    return answer_control(request, state_);
  }
  Response response =
      readable ? answer_unless_faulted(request) : api_error(400, 2001, "The request target is malformed");
  const std::string request_id = random_hex(16);
  response.headers.push_back({"x-request-id", request_id});
  note(request, response, request_id);
  return response;
}

Response Sandbox::answer_unless_faulted(const Request& request) {
  const auto fault = state_.faults.take(request);
  if (!fault) {
    return serve(request);
  }
  return spoil(*fault, fault->takes_effect() ? serve(request) : Response());
}

Response Sandbox::serve(const Request& request) {
  const std::string path = request.path();
  if (path == "/oauth/token") {
    return answer_token_request(request, state_.options, state_.tokens, state_.now());
  }
  if (path == "/v2/enqueue" || path == "/v2/change/enqueue") {
    if (request.method != "POST") {
      return api_error(405, 2001, "Method Not Allowed");
    }
    return path == "/v2/enqueue" ? enqueue_event(request, state_.account)
                                 : enqueue_change(request, state_.account);
  }
  return serve_rest(request);
}

Response Sandbox::serve_rest(const Request& request) {
  const auto principal = authenticate(request, state_.options, state_.tokens, state_.now());
  if (!principal) {
    return principal.error();
  }
  const auto standing = state_.limiter.count(principal->name, state_.now());
  Response response = standing.exceeded ? api_error(429, 2020, "Rate Limit Exceeded")
                                        : answer_rest(request, *principal, state_.account);
  add_rate_headers(response, standing);
  return response;
}

void Sandbox::note(const Request& request, const Response& response, std::string_view request_id) {
  const json::object& entry = state_.log.add(request, response.status, request_id, state_.now());
  if (state_.options.verbose) {
    std::cerr << json::serialize(entry) + "\n" << std::flush;
  }
}

} // namespace callout::sandbox
