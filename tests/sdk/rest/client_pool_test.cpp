// How many connections there are, how old they grow, and which of them a request is trusted to.
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "client_fixture.hpp"

namespace {

using namespace callout;
using namespace callout::test;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

Reaction answer_ok(const std::string& /*request*/, int /*number*/) {
  return {ok_answer("{}")};
}

// Holds answers back until it is opened.
class Gate {
public:
  void open() {
    {
      const std::lock_guard lock(mutex_);
      open_ = true;
    }
    opened_.notify_all();
  }

  void wait() {
    std::unique_lock lock(mutex_);
    opened_.wait(lock, [this] { return open_; });
  }

private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool open_ = false;
};

} // namespace

TEST_CASE("client: a request that may not be repeated takes no connection that was idle for long") {
  struct Row {
    std::string_view name;
    milliseconds idle_before_write;
    rest::HttpRequest request;
    int connections;
  };

  rest::HttpRequest repeatable_post = post();
  repeatable_post.idempotent = true;
  const Row rows[] = {
      {"a POST after a short while", milliseconds(60'000), post(), 1},
      {"a POST after a long while", milliseconds(0), post(), 2},
      {"a POST that may be repeated", milliseconds(0), repeatable_post, 1},
      {"a GET", milliseconds(0), get(), 1},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const TlsServer server(&answer_ok);
    rest::ClientOptions options = trusting_options();
    options.idle_before_write = row.idle_before_write;
    rest::HttpClient client(options);
    CHECK(client.send(origin_of(server), get(), patience()).has_value());
    CHECK(client.send(origin_of(server), row.request, patience()).has_value());
    CHECK(server.connections() == row.connections);
  }
}

TEST_CASE("client: a connection that has lived long enough serves no other request") {
  const TlsServer server(&answer_ok);
  rest::ClientOptions options = trusting_options();
  options.connection_lifetime = milliseconds(0);
  rest::HttpClient client(options);
  for (int i = 0; i < 3; ++i) {
    CHECK(client.send(origin_of(server), get(), patience()).has_value());
  }
  CHECK(server.connections() == 3);
}

TEST_CASE("client: idle connections close by and by, whatever origin is called next") {
  const TlsServer server(&answer_ok);
  const TlsServer other(&answer_ok);
  rest::ClientOptions options = trusting_options();
  options.idle_lifetime = milliseconds(1);
  rest::HttpClient client(options);
  CHECK(client.send(origin_of(server), get(), patience()).has_value());
  const auto end = Clock::now() + std::chrono::seconds(20);
  while (server.closed() == 0 && Clock::now() < end) {
    CHECK(client.send(origin_of(other), get(), patience()).has_value());
  }
  CHECK(server.closed() == 1);
}

TEST_CASE("client: callers beyond the limit of connections wait for one, and all are served") {
  constexpr int limit = 2;
  constexpr int callers = 8;
  const TlsServer server(&answer_ok);
  rest::ClientOptions options = trusting_options();
  options.connections_per_origin = limit;
  rest::HttpClient client(options);
  std::atomic<int> served = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < callers; ++i) {
      threads.emplace_back([&] {
        for (int k = 0; k < 10; ++k) {
          served += client.send(origin_of(server), k % 2 == 0 ? get() : post(), patience()) ? 1 : 0;
        }
      });
    }
  }
  CHECK(served == callers * 10);
  CHECK(server.connections() <= limit);
}

TEST_CASE("client: the wait for a free connection ends at the deadline or stop, and nothing was sent") {
  Gate gate;
  const TlsServer server([&gate](const std::string&, int) {
    gate.wait();
    return Reaction{ok_answer("{}")};
  });
  rest::ClientOptions options = trusting_options();
  options.connections_per_origin = 1;
  rest::HttpClient client(options);
  std::atomic<bool> first_served = false;
  std::jthread first([&] { first_served = client.send(origin_of(server), get(), patience()).has_value(); });
  while (server.requests().empty()) {
    std::this_thread::yield();
  }
  std::stop_source stopped;
  const sdk::WaitLimit soon{.deadline = Clock::now() + milliseconds(30), .stop = {}};
  const sdk::WaitLimit stopping{.deadline = Clock::time_point::max(), .stop = stopped.get_token()};
  const std::jthread stopper([&stopped] { stopped.request_stop(); });
  const std::pair<sdk::WaitLimit, callout_status> rows[] = {{soon, CALLOUT_E_DEADLINE},
                                                            {stopping, CALLOUT_E_CANCELLED}};
  for (const auto& [limit, status] : rows) {
    const auto response = client.send(origin_of(server), post(), limit);
    REQUIRE(response.has_error());
    CHECK(response.error().status == status);
    CHECK(response.error().detail().find("waiting for a free connection to") != std::string_view::npos);
    CHECK_FALSE(response.error().members.contains("outcome"));
  }
  gate.open();
  first.join();
  CHECK(first_served);
  CHECK(client.send(origin_of(server), post(), patience()).has_value());
  CHECK(server.connections() == 1);
}
