// Kept connections: reuse, staleness, and that nothing takes effect twice.
#include <atomic>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "client_fixture.hpp"

namespace {

using namespace callout;
using namespace callout::test;

Reaction answer_ok(const std::string& /*request*/, int /*number*/) {
  return {ok_answer("{}")};
}

// Answers the first request of a connection and closes, or resets, on the next one.
TlsServer::Script fail_on_second(Then how) {
  return [how](const std::string&, int number) {
    return number == 0 ? Reaction{ok_answer("{}")} : Reaction{"", how};
  };
}

} // namespace

TEST_CASE("client: one connection serves calls that follow each other") {
  const TlsServer server(&answer_ok);
  rest::HttpClient client(trusting_options());
  for (int i = 0; i < 5; ++i) {
    CHECK(client.send(origin_of(server), i % 2 == 0 ? get() : post(), patience()).has_value());
  }
  CHECK(server.connections() == 1);
  CHECK(server.requests().size() == 5);
}

TEST_CASE("client: a connection is not kept when its answer says or leaves so") {
  struct Row {
    std::string_view name;
    std::string answer;
  };

  const Row rows[] = {
      {"the server asks to close", ok_answer("{}", "Connection: close\r\n")},
      {"bytes follow the answer", ok_answer("{}") + "HTTP/1.1 200 OK\r\n"},
      {"HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const TlsServer server([&row](const std::string&, int) { return Reaction{row.answer}; });
    rest::HttpClient client(trusting_options());
    CHECK(client.send(origin_of(server), get(), patience()).has_value());
    CHECK(client.send(origin_of(server), get(), patience()).has_value());
    CHECK(server.connections() == 2);
  }
}

TEST_CASE("client: a connection that was idle too long is not used") {
  const TlsServer server(&answer_ok);
  rest::ClientOptions options = trusting_options();
  options.idle_lifetime = std::chrono::milliseconds(0);
  rest::HttpClient client(options);
  CHECK(client.send(origin_of(server), get(), patience()).has_value());
  CHECK(client.send(origin_of(server), get(), patience()).has_value());
  CHECK(server.connections() == 2);
}

TEST_CASE("client: a connection that the server has closed meanwhile is replaced, also for a POST") {
  for (const Then how : {Then::close, Then::cut}) {
    const TlsServer server([how](const std::string&, int) { return Reaction{ok_answer("{}"), how}; });
    rest::HttpClient client(trusting_options());
    for (int i = 0; i < 3; ++i) {
      CHECK(client.send(origin_of(server), post(), patience()).has_value());
      while (server.closed() <= i) {
        std::this_thread::yield();
      }
    }
    CHECK(server.requests().size() == 3);
  }
}

TEST_CASE("client: an idempotent request lost on a kept connection goes out once more") {
  for (const Then how : {Then::close, Then::cut, Then::reset}) {
    const TlsServer server(fail_on_second(how));
    rest::HttpClient client(trusting_options());
    CHECK(client.send(origin_of(server), get(), patience()).has_value());
    CHECK(client.send(origin_of(server), get(), patience()).has_value());
    CHECK(server.connections() == 2);
    CHECK(server.requests().size() == 3);
  }
}

TEST_CASE("client: a POST lost on a kept connection is not repeated") {
  for (const Then how : {Then::close, Then::cut, Then::reset}) {
    const TlsServer server(fail_on_second(how));
    rest::HttpClient client(trusting_options());
    CHECK(client.send(origin_of(server), post(), patience()).has_value());
    const auto lost = client.send(origin_of(server), post(), patience());
    REQUIRE(lost.has_error());
    CHECK(lost.error().status == CALLOUT_E_OUTCOME_UNKNOWN);
    CHECK(server.connections() == 1);
    CHECK(server.requests().size() == 2);
  }
}

TEST_CASE("client: a request lost on a new connection is not repeated") {
  const TlsServer server([](const std::string&, int) { return Reaction{"", Then::reset}; });
  rest::HttpClient client(trusting_options());
  const auto lost = client.send(origin_of(server), get(), patience());
  REQUIRE(lost.has_error());
  CHECK(lost.error().status == CALLOUT_E_UNAVAILABLE);
  CHECK(lost.error().members.at("retryable").as_bool());
  CHECK(server.requests().size() == 1);
}

TEST_CASE("client: a request that was answered in part is not repeated") {
  const TlsServer server([](const std::string&, int number) {
    return number == 0 ? Reaction{ok_answer("{}")} : Reaction{"HTTP/1.1 200 OK\r\nContent-Le", Then::close};
  });
  rest::HttpClient client(trusting_options());
  CHECK(client.send(origin_of(server), get(), patience()).has_value());
  CHECK(client.send(origin_of(server), get(), patience()).has_error());
  CHECK(server.requests().size() == 2);
}

TEST_CASE("client: many threads share one client") {
  constexpr int threads = 16;
  constexpr int calls = 25;
  const TlsServer server([](const std::string& request, int) {
    return Reaction{ok_answer(request.substr(0, request.find(" HTTP")))};
  });
  rest::HttpClient client(trusting_options());
  std::atomic<int> good = 0;
  {
    std::vector<std::jthread> workers;
    for (int i = 0; i < threads; ++i) {
      workers.emplace_back([&, i] {
        for (int k = 0; k < calls; ++k) {
          const std::string target = "/" + std::to_string(i) + "/" + std::to_string(k);
          const auto response = client.send(origin_of(server), get(target), patience());
          good += response && response->body == "GET " + target ? 1 : 0;
        }
      });
    }
  }
  CHECK(good == threads * calls);
  CHECK(server.connections() <= threads);
}
