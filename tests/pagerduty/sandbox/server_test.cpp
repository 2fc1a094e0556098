#include <atomic>
#include <thread>

#include <doctest/doctest.h>

#include "sandbox_client.hpp"

using callout::sandbox_test::Answer;
using callout::sandbox_test::Client;
using callout::sandbox_test::Fixture;
using callout::sandbox_test::read_file;

namespace {

std::string ca_of(const Fixture& sandbox) {
  return read_file(std::string(sandbox.running.ready().at("ca_file").as_string()));
}

} // namespace

TEST_CASE("server: one connection serves many requests") {
  Fixture sandbox;
  for (int i = 0; i < 20; ++i) {
    CHECK(sandbox.get("/abilities").status == 200);
  }
  CHECK(sandbox.client.connections() == 1);
  sandbox.send("GET", "/abilities", {{"Connection", "close"}});
  sandbox.get("/abilities");
  CHECK(sandbox.client.connections() == 2);
}

TEST_CASE("server: what is no HTTP is answered with 400 and harms nobody") {
  struct Row {
    std::string_view sent;
    std::string_view status;
  };

  const Row rows[] = {
      {"nonsense\r\n\r\n", "HTTP/1.1 400"},
      {"GET / HTTP/9.9\r\n\r\n", "HTTP/1.1 400"},
      {"POST / HTTP/1.1\r\nContent-Length: minus one\r\n\r\n", "HTTP/1.1 400"},
      {"GET no-slash HTTP/1.1\r\nConnection: close\r\n\r\n", "HTTP/1.1 400"},
      {"POST /v2/enqueue HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", "HTTP/1.1 413"},
      {"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", "HTTP/1.1 401"},
  };
  Fixture sandbox;
  for (const Row& row : rows) {
    CAPTURE(row.sent);
    Client client(sandbox.running.port(), ca_of(sandbox));
    const std::string received = client.send_raw(std::string(row.sent));
    CHECK(received.substr(0, row.status.size()) == row.status);
    CHECK(sandbox.get("/abilities").status == 200);
  }
}

TEST_CASE("server: a header past the limit is refused") {
  Fixture sandbox;
  Client client(sandbox.running.port(), ca_of(sandbox));
  const std::string received =
      client.send_raw("GET / HTTP/1.1\r\nX-Long: " + std::string(40000, 'x') + "\r\n\r\n");
  CHECK(received.substr(0, 12) == "HTTP/1.1 431");
}

TEST_CASE("server: a body that waits for 100 Continue is asked for") {
  Fixture sandbox;
  Client client(sandbox.running.port(), ca_of(sandbox));
  const std::string received = client.send_raw("POST /v2/enqueue HTTP/1.1\r\nExpect: 100-continue\r\n"
                                               "Connection: close\r\nContent-Length: 1\r\n\r\n{");
  CHECK(received.find("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 400") == 0);
}

TEST_CASE("server: a HEAD request gets headers only") {
  Fixture sandbox;
  const Answer answer = sandbox.call("HEAD", "/incidents");
  CHECK(answer.status == 405);
  CHECK(answer.body.empty());
  CHECK(sandbox.get("/abilities").status == 200);
  CHECK(sandbox.client.connections() == 1);
}

TEST_CASE("server: concurrent clients, each change exactly once") {
  constexpr int clients = 8;
  constexpr int notes = 25;
  Fixture sandbox;
  const std::string ca = ca_of(sandbox);
  std::atomic<int> done{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < clients; ++i) {
    threads.emplace_back([&] {
      Client client(sandbox.running.port(), ca);
      for (int j = 0; j < notes; ++j) {
        const Answer answer = client.send("POST",
                                          "/incidents/QSANDBOXINC008/notes",
                                          {{"Authorization", "Bearer " + sandbox.token},
                                           {"From", "automation@example.com"},
                                           {"Content-Type", "application/json"}},
                                          R"({"note":{"content":"x"}})");
        done += answer.status == 200 ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(done == clients * notes);
  CHECK(sandbox.effect("note.create") == clients * notes);
}

TEST_CASE("server: a port that is taken is told") {
  Fixture sandbox;
  callout::sandbox_test::Options options;
  options.port = sandbox.running.port();
  CHECK_THROWS_AS(Fixture{options}, std::exception);
}
