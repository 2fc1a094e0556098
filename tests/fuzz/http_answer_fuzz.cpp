// What servers send: "STATUS", header lines, an empty line, the body. Every answer becomes a result or a
// problem, a token answer a session or a problem, and no header makes anybody wait for ever.
#include <callout/rest/oauth2.hpp>
#include <callout/rest/problem_mapping.hpp>
#include <callout/rest/rest_call.hpp>
#include <callout/rest/retry_policy.hpp>

#include "answer_properties.hpp"
#include "error_text.hpp"
#include "rate_window.hpp"

namespace callout::fuzz {
namespace {

constexpr std::chrono::hours ten_years{10 * 365 * 24};
const std::chrono::system_clock::time_point now{std::chrono::seconds(1'800'000'000)};

unsigned status_of(std::string_view line) {
  constexpr unsigned statuses[] = {200, 201, 204, 301, 400, 401, 403, 404, 408, 409, 425, 429, 500, 502, 503};
  for (const unsigned status : statuses) {
    if (line == std::to_string(status)) {
      return status;
    }
  }
  return statuses[choose(line, std::size(statuses))];
}

rest::HttpResponse response_of(std::string_view text) {
  rest::HttpResponse response;
  response.status = status_of(take_line(text));
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (line.empty()) {
      break;
    }
    const std::size_t colon = std::min(line.find(": "), line.size());
    response.headers.emplace_back(std::string(line.substr(0, colon)),
                                  std::string(line.substr(std::min(colon + 2, line.size()))));
  }
  response.body = text;
  return response;
}

void check_reply(const rest::HttpResponse& response) {
  const sdk::Reply reply = rest::to_reply(response, response.body.size() % 2 == 0, "fuzz");
  const bool succeeded = response.status >= 200 && response.status < 300;
  require_json(reply.json());
  require(succeeded || reply.status() < 0);
  if (!succeeded) {
    require_problem(rest::map_problem(response, {.service = "fuzz", .idempotent = true, .now = now}));
  }
}

void check_token(const rest::HttpResponse& response) {
  rest::ClientCredentials credentials;
  credentials.scope = "a b";
  credentials.client_id = "app";
  credentials.client_secret = secret;
  const auto session = rest::read_token_answer(response, credentials);
  if (!session) {
    require_problem(session.error());
    require(boost::json::serialize(session.error().members).find(secret) == std::string::npos);
    return;
  }
  require(!session->expires_in || session->expires_in->count() >= 0);
  require(session->session.is_object() && !session->session.at("access_token").as_string().empty());
}

void check_waits(const rest::HttpResponse& response) {
  const auto wait = rest::retry_after(response, now);
  require(!wait || (wait->count() >= 0 && *wait <= ten_years));
  constexpr std::chrono::milliseconds time_left(10'000);
  for (const bool idempotent : {false, true}) {
    const rest::RetryOptions options;
    const rest::Attempt attempt = rest::observe(response, {.idempotent = idempotent}, now);
    const rest::RetryDecision decision = rest::decide(attempt, options, time_left, 0.5);
    require(decision.wait.count() >= 0);
    require(decision.verdict != rest::Verdict::again || decision.wait < time_left);
  }
  const rest::RateWindow::TimePoint start{std::chrono::hours(1)};
  rest::RateWindow window;
  window.start();
  window.finish(rest::read_rate(response, now), start);
  const auto held = window.held_until(start);
  require(!held || (*held >= start && *held <= start + std::chrono::seconds(300)));
}

} // namespace
} // namespace callout::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto response = callout::fuzz::response_of(callout::fuzz::text_of(data, size));
  callout::fuzz::check_reply(response);
  callout::fuzz::check_token(response);
  callout::fuzz::check_waits(response);
  return 0;
}
