// Proxies that refuse, fail or say nonsense: nothing was sent, no credential was seen, the next call works.
#include <algorithm>
#include <atomic>
#include <cstdlib>

#include <doctest/doctest.h>

#include "fault_row.hpp"
#include "loopback_proxy.hpp"

using namespace callout::test;
using std::chrono::milliseconds;

namespace {

/// A proxy that fails for one server as long as it is told to.
class FailingProxy {
public:
  explicit FailingProxy(Reaction reaction)
      : proxy_([this, reaction = std::move(reaction)](const std::string& head) {
          const bool fails = head.starts_with("CONNECT 127.0.0.1:" + std::to_string(failing_port) + " ");
          failures += fails ? 1 : 0;
          return fails ? reaction : LoopbackProxy::open_tunnel(head);
        }) {}

  [[nodiscard]] std::string config() const {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): no host runs yet
    ::setenv("FAULTS_PROXY_PASSWORD", "s3cr3t-of-the-client", 1);
    return "proxy: { url: \"http://127.0.0.1:" + std::to_string(proxy_.port()) +
           "\", username: me, password: { env: FAULTS_PROXY_PASSWORD } }, ";
  }

  [[nodiscard]] bool has_seen_secret() const {
    return proxy_.has_seen(access_token) || proxy_.has_seen(client_secret) ||
           proxy_.has_seen("Authorization");
  }

  std::atomic<int> failing_port = 0;
  std::atomic<int> failures = 0;

private:
  LoopbackProxy proxy_;
};

struct ProxyRow {
  std::string_view name;
  Reaction reaction;
  Expected expected; ///< its requests are those that the proxy gets
  milliseconds time{20'000};
};

void play(const ProxyRow& row, Method method) {
  FailingProxy proxy(row.reaction);
  FaultScene scene({.config = proxy.config() + std::string(quick_retry)});
  proxy.failing_port = scene.api.port();
  const Outcome outcome = scene.call(method, within(row.time));
  CAPTURE(outcome.text);
  check_outcome(outcome, row.expected);
  CHECK(leaked_secret(outcome.text) == "");
  CHECK(proxy.failures == row.expected.requests);
  CHECK(scene.api.seen().connections == 0);

  proxy.failing_port = 0;
  const Outcome next = scene.call(method);
  CHECK_MESSAGE(next.status == CALLOUT_OK, next.text);
  CHECK(scene.api.seen().requests == 1);
  CHECK_FALSE(proxy.has_seen_secret());
  CHECK(leaked_secret(scene.log_text()) == "");
}

constexpr Expected refused_for_good{.status = CALLOUT_E_UNAVAILABLE, .retryable = false, .says = "proxy"};
constexpr Expected refused_for_now{
    .status = CALLOUT_E_UNAVAILABLE, .requests = 2, .retryable = true, .says = "proxy"};

} // namespace

TEST_CASE("faults: a proxy that gives no tunnel") {
  const ProxyRow rows[] = {
      {"407", {answer("407 Proxy Authentication Required"), Then::close}, refused_for_good},
      {"407 that echoes nothing private",
       {answer("407 Proxy Authentication Required", "<html>Sign in</html>", "Proxy-Authenticate: Basic\r\n"),
        Then::close},
       refused_for_good},
      {"403", {answer("403 Forbidden"), Then::close}, refused_for_good},
      {"302", {answer("302 Found", "", "Location: http://127.0.0.1:1/\r\n"), Then::close}, refused_for_good},
      {"502", {answer("502 Bad Gateway"), Then::close}, refused_for_now},
      {"504", {answer("504 Gateway Timeout"), Then::close}, refused_for_now},
      {"closed", {"", Then::cut}, refused_for_now},
      {"reset", {"", Then::reset}, refused_for_now},
      {"half a head", {"HTTP/1.1 200 Conn", Then::cut}, refused_for_now},
      {"no HTTP", {"SSH-2.0-OpenSSH_9.2\r\n\r\n", Then::close}, refused_for_now},
      {"a head without end",
       {"HTTP/1.1 200 OK\r\nX-A: " + std::string(1'000'000, 'a'), Then::cut},
       refused_for_now},
      {"nothing", {"", Then::stall}, {.status = CALLOUT_E_DEADLINE, .requests = 1}, milliseconds(2000)},
  };
  for (const ProxyRow& row : rows) {
    CAPTURE(row.name);
    play(row, Method::get);
    play(row, Method::post);
  }
}
