// A cancel ends every wait of a call: connect, handshake, write, head, body, back-off, budget, token.
// (A name that hangs cannot be had on loopback: the resolver's own test covers it.)
#include <algorithm>
#include <functional>
#include <optional>
#include <thread>

#include <doctest/doctest.h>

#include "fault_row.hpp"
#include "full_listener.hpp"

using namespace callout::test;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

namespace {

// A busy machine may be late to run a thread, but not every time; a sanitizer makes all of it many times
// dearer.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr milliseconds promise{500};
constexpr milliseconds bound{5000}; // what stalls does so for 50 s at least
#else
constexpr milliseconds promise{50};
constexpr milliseconds bound{500};
#endif
constexpr std::string_view patient = "retry: { max_attempts: 3, base_delay_ms: 1, longest_wait_ms: 60000 }, ";

struct Wait {
  std::string_view name;
  std::function<void(FaultScene&)> arm;
  std::function<bool(FaultScene&)> is_reached; ///< blocks until the call has come so far
  Method method = Method::get;
  std::size_t more_bytes = 0;
  SceneOptions scene = {};
};

struct Cancelled {
  Outcome outcome;
  Clock::duration took{};
};

// What is left between the last thing that can be seen from outside and the wait itself.
void settle(milliseconds time = milliseconds(20)) {
  std::this_thread::sleep_for(time);
}

// Nothing of a call that waits for another's doing can be seen from outside.
bool begun(FaultScene&) {
  settle(milliseconds(300));
  return true;
}

Cancelled cancel_in(FaultScene& scene, const Wait& wait) {
  std::stop_source source;
  Cancelled cancelled;
  Clock::time_point returned;
  std::thread caller([&] {
    cancelled.outcome = scene.call({wait.method, wait.more_bytes}, {.stop = source.get_token()});
    returned = Clock::now();
  });
  CHECK(wait.is_reached(scene));
  settle();
  const Clock::time_point asked = Clock::now();
  source.request_stop();
  caller.join();
  cancelled.took = returned - asked;
  return cancelled;
}

Clock::duration check_wait(const Wait& wait) {
  CAPTURE(wait.name);
  SceneOptions options = wait.scene;
  options.config += patient;
  FaultScene scene(options);
  wait.arm(scene);
  const Cancelled cancelled = cancel_in(scene, wait);
  CAPTURE(cancelled.outcome.text);
  CHECK(cancelled.outcome.status == CALLOUT_E_CANCELLED);
  CHECK(cancelled.took < bound);
  CHECK(scene.api.most_effects() <= 1);
  return cancelled.took;
}

std::function<void(FaultScene&)> at_api(Script script) {
  return [script = std::move(script)](FaultScene& scene) {
    scene.api.arm(script, Lasts::for_ever);
  };
}

bool request_arrived(FaultScene& scene) {
  return scene.api.await_requests(1);
}

bool will_repeat(FaultScene& scene) {
  return scene.await_log("HTTP request will be repeated");
}

std::vector<Wait> waits(const FullListener& full) {
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n";
  const std::string later = answer("503 Service Unavailable", "", "Retry-After: 50\r\n");
  return {
      {.name = "connect",
       .arm = [](FaultScene&) {},
       .is_reached = [](FaultScene& scene) { return scene.tokens.await_requests(1); },
       .scene = {.base_url = "https://127.0.0.1:" + std::to_string(full.port())}},
      {.name = "handshake",
       .arm = at_api({.greetings = {Greeting::silence}}),
       .is_reached =
           [](FaultScene& scene) {
             return scene.api.await_connections(1);
           }},
      {.name = "write",
       .arm = at_api({.faults = {{.then = Then::stall, .reads = Reads::head}}}),
       .is_reached = &request_arrived,
       .method = Method::post,
       .more_bytes = 8'000'000},
      {.name = "head", .arm = at_api({.faults = {{.then = Then::stall}}}), .is_reached = &request_arrived},
      {.name = "head of a POST",
       .arm = at_api({.faults = {{.then = Then::stall}}}),
       .is_reached = &request_arrived,
       .method = Method::post},
      {.name = "body",
       .arm = at_api({.faults = {{.bytes = head + "{", .then = Then::stall}}}),
       .is_reached = &request_arrived},
      {.name = "body byte by byte",
       .arm = at_api({.faults = {{.bytes = head + std::string(99, ' '), .drip = milliseconds(5)}}}),
       .is_reached = &request_arrived},
      {.name = "interim answers without end",
       .arm = at_api({.faults = {{.flood = "HTTP/1.1 102 Processing\r\n\r\n"}}}),
       .is_reached = &request_arrived},
      {.name = "back-off", .arm = at_api({.faults = {{.bytes = later}}}), .is_reached = &will_repeat},
      {.name = "token handshake",
       .arm =
           [](FaultScene& scene) { scene.tokens.arm({.greetings = {Greeting::silence}}, Lasts::for_ever); },
       .is_reached =
           [](FaultScene& scene) {
             return scene.tokens.await_connections(1);
           }},
      {.name = "token",
       .arm =
           [](FaultScene& scene) { scene.tokens.arm({.faults = {{.then = Then::stall}}}, Lasts::for_ever); },
       .is_reached =
           [](FaultScene& scene) {
             return scene.tokens.await_requests(1);
           }},
  };
}

void report(std::string_view wait, Clock::duration longest) {
  const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(longest).count();
  MESSAGE("longest from cancel to answer, ", wait, ": ", microseconds, " us");
}

// A call that holds others up while it waits itself.
class Holder {
public:
  explicit Holder(FaultScene& scene)
      : thread_([this, &scene] { (void)scene.call(Method::get, {.stop = source_.get_token()}); }) {}

  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;

  ~Holder() {
    source_.request_stop();
    thread_.join();
  }

private:
  std::stop_source source_;
  std::thread thread_;
};

} // namespace

TEST_CASE("cancel: ends every wait of a call at once") {
  const FullListener full;
  for (const Wait& wait : waits(full)) {
    Clock::duration longest{};
    Clock::duration shortest = Clock::duration::max();
    for (int i = 0; i < 3; ++i) {
      const Clock::duration took = check_wait(wait);
      longest = std::max(longest, took);
      shortest = std::min(shortest, took);
    }
    report(wait.name, longest);
    CHECK_MESSAGE(shortest < promise, wait.name);
  }
}

TEST_CASE("cancel: ends the wait for a budget that another call has spent") {
  FaultScene scene({.config = std::string(patient)});
  const Fault limited{.bytes = answer("429 Too Many Requests", "", "Retry-After: 50\r\n")};
  scene.api.arm({.faults = {limited}}, Lasts::for_ever);
  const Holder holder(scene);
  CHECK(will_repeat(scene));
  const Cancelled cancelled = cancel_in(scene, {.name = {}, .arm = {}, .is_reached = &begun});
  CHECK(cancelled.outcome.status == CALLOUT_E_CANCELLED);
  CHECK(cancelled.outcome.text.find("budget") != std::string::npos);
  CHECK(cancelled.took < bound);
  CHECK(scene.api.seen().requests == 1);
  report("budget", cancelled.took);
}

TEST_CASE("cancel: ends the wait for a token that another call fetches") {
  FaultScene scene;
  scene.tokens.arm({.faults = {{.then = Then::stall}}}, Lasts::for_ever);
  const Holder holder(scene);
  CHECK(scene.tokens.await_requests(1));
  const Cancelled cancelled = cancel_in(scene, {.name = {}, .arm = {}, .is_reached = &begun});
  CHECK(cancelled.outcome.status == CALLOUT_E_CANCELLED);
  CHECK(cancelled.took < bound);
  CHECK(scene.tokens.seen().requests == 1);
  report("another's token", cancelled.took);
}
