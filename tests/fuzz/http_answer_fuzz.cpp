// Bodies that servers send: an error becomes a problem, a token answer a session or a problem.
#include <callout/rest/oauth2.hpp>
#include <callout/rest/problem_mapping.hpp>

#include "input.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace rest = callout::rest;
  constexpr unsigned statuses[] = {200, 400, 401, 403, 404, 409, 429, 500, 503};
  if (size == 0) {
    return 0;
  }
  rest::HttpResponse response;
  response.status = statuses[data[0] % std::size(statuses)];
  response.body = callout::fuzz::text_of(data + 1, size - 1);
  response.headers = {{"Content-Type", "application/json"}, {"Retry-After", response.body.substr(0, 40)}};
  if (response.status != 200) {
    const auto problem = rest::map_problem(response, {.service = "fuzz", .idempotent = true});
    callout::fuzz::require(problem.status < 0 && !problem.detail().empty());
  }
  rest::ClientCredentials credentials;
  credentials.scope = "a b";
  credentials.client_secret = "the-secret";
  (void)rest::read_token_answer(response, credentials);
  return 0;
}
