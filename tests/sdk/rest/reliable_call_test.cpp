// Sending until it is done, over TLS.
#include <algorithm>
#include <atomic>
#include <thread>

#include <boost/json/parse.hpp>
#include <callout/rest/problem_mapping.hpp>
#include <callout/rest/rest_call.hpp>
#include <callout/sdk/testing.hpp>
#include <doctest/doctest.h>

#include "client_fixture.hpp"
#include "reliable_caller.hpp"

namespace {

using namespace callout;
using namespace callout::test;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

rest::HttpRequest keyed_post() {
  return post(R"({"incident":{"incident_key":"k-1"}})");
}

} // namespace

TEST_CASE("send_reliably: what is sent again over a real connection") {
  struct Row {
    std::string_view name;
    rest::HttpRequest request;
    std::vector<Reaction> reactions;
    std::size_t asked;
    int status; ///< of the answer; negative: the problem's
  };

  const Reaction limited{refusal(429)};
  const Reaction busy{refusal(503)};
  const Reaction lost{"", Then::reset};
  const Reaction cut{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal", Then::cut};
  const Row rows[] = {
      {"a GET after 503, 503", get(), {busy, busy}, 3, 200},
      {"a GET whose answer was lost", get(), {lost}, 2, 200},
      {"a GET whose answer was cut", get(), {cut}, 2, 200},
      {"a POST after 429, 429", post(), {limited, limited}, 3, 200},
      {"a POST after 503 is not", post(), {busy}, 1, 503},
      {"a POST whose answer was lost is not", post(), {lost}, 1, CALLOUT_E_OUTCOME_UNKNOWN},
      {"a POST whose answer was cut is not", post(), {cut}, 1, CALLOUT_E_OUTCOME_UNKNOWN},
      {"a POST with a key whose answer was lost", keyed_post(), {lost, cut}, 3, 200},
      {"a POST with a key after 502", keyed_post(), {Reaction{refusal(502)}}, 2, 200},
      {"no more often than allowed", get(), {busy, busy, busy, busy, busy}, 4, 503},
      {"a mistake is not", get(), {Reaction{refusal(400)}}, 1, 400},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const Playing playing(row.reactions);
    Caller caller;
    const rest::Delivery delivery = caller.send(playing, row.request);
    CHECK(playing.asked() == row.asked);
    CHECK(delivery.attempts == row.asked);
    CHECK(caller.repetitions() == row.asked - 1);
    CHECK((delivery.outcome ? static_cast<int>(delivery.outcome->status) : delivery.outcome.error().status) ==
          row.status);
  }
}

TEST_CASE("send_reliably: a repeated POST is the same to the last byte") {
  const Playing playing({Reaction{refusal(429)}, Reaction{"", Then::reset}, Reaction{refusal(502)}});
  Caller caller;
  rest::HttpRequest request = keyed_post();
  request.headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer hidden"}};
  REQUIRE(caller.send(playing, request).outcome.has_value());
  const auto requests = playing.server().requests();
  REQUIRE(requests.size() == 4);
  for (const std::string& sent : requests) {
    CHECK(sent == requests.front());
    CHECK(sent.find(request.body) == sent.size() - request.body.size());
  }
  for (const auto& line : caller.host.log_lines()) {
    CHECK(line.fields.find("hidden") == std::string::npos);
    CHECK(line.fields.find("k-1") == std::string::npos);
  }
}

TEST_CASE("send_reliably: a service's own word for too often is taken as 429") {
  const Playing playing({Reaction{refusal(403)}});
  Caller caller;
  const rest::Origin origin = origin_of(playing.server());
  const rest::HttpRequest request = post();
  rest::Exchange exchange{.client = caller.client, .origin = origin, .request = request, .limit_status = 403};
  CHECK(rest::send_reliably(*caller.call, exchange, caller.policy).outcome->status == 200);
  caller.policy.retry.max_attempts = 1;
  const Playing refusing({Reaction{refusal(403)}});
  const rest::Origin other = origin_of(refusing.server());
  rest::Exchange once{.client = caller.client, .origin = other, .request = request, .limit_status = 403};
  CHECK(rest::send_reliably(*caller.call, once, caller.policy).outcome->status == 429);
}

TEST_CASE("send_reliably: nobody there is tried again, since nothing left") {
  std::uint16_t free_port = 0;
  {
    const TlsServer gone([](const std::string&, int) { return Reaction{}; });
    free_port = gone.port();
  }
  Caller caller;
  const rest::Origin origin{rest::Scheme::https, "127.0.0.1", free_port};
  rest::HttpRequest put = post();
  put.method = rest::Method::put;
  put.idempotent = true;
  for (const rest::HttpRequest& request : {post(), put}) {
    const auto delivery = rest::send_reliably(
        *caller.call, {.client = caller.client, .origin = origin, .request = request}, caller.policy);
    CHECK(delivery.attempts == 4);
    sdk::Problem problem = delivery.outcome.error();
    rest::add_delivery(problem, delivery);
    CHECK(problem.status == CALLOUT_E_UNAVAILABLE);
    CHECK_FALSE(problem.members.contains("outcome")); // nothing can have taken effect
    CHECK(problem.members.at("hint").as_string().find("port") != std::string_view::npos);
  }
}

TEST_CASE("send_reliably: a wait that would pass the deadline is answered at once, with the wait") {
  const Playing playing({Reaction{refusal(429, "ratelimit-reset: 30\r\n")}});
  Caller caller;
  const auto begin = Clock::now();
  const rest::Delivery delivery = caller.send(playing, get());
  CHECK(Clock::now() - begin < std::chrono::seconds(10));
  CHECK(playing.asked() == 1);
  sdk::Problem problem = rest::map_problem(*delivery.outcome, {.service = "x", .idempotent = true});
  rest::add_delivery(problem, delivery);
  CHECK(problem.status == CALLOUT_E_RATE_LIMITED);
  CHECK(problem.members.at("retryable") == true);
  CHECK(problem.members.at("retry_after_ms") == 30'000);
}

TEST_CASE("send_reliably: a cancel ends the wait between attempts at once") {
  const Playing playing({Reaction{refusal(503, "Retry-After: 50\r\n")}});
  Caller caller(sdk::WaitLimit{});
  const auto begin = Clock::now();
  std::jthread canceller([&] {
    while (caller.repetitions() == 0) {
      std::this_thread::yield();
    }
    caller.call->stop_source().request_stop();
  });
  const rest::Delivery delivery = caller.send(playing, get());
  CHECK(Clock::now() - begin < std::chrono::seconds(10));
  REQUIRE(delivery.outcome.has_error());
  CHECK(delivery.outcome.error().status == CALLOUT_E_CANCELLED);
  CHECK(playing.asked() == 1);
}

TEST_CASE("add_delivery: an echo of an earlier attempt is told as such") {
  const Playing playing({Reaction{"", Then::reset}, Reaction{refusal(400)}});
  Caller caller;
  const rest::Delivery delivery = caller.send(playing, keyed_post());
  REQUIRE(delivery.outcome.has_value());
  sdk::Problem problem = rest::map_problem(*delivery.outcome, {.service = "x", .idempotent = true});
  rest::add_delivery(problem, delivery);
  CHECK(problem.members.at("attempts") == 2);
  CHECK(problem.members.at("outcome") == "unknown");
  CHECK(problem.members.contains("hint"));
}
