// Looking names up, by a way that the test decides on.
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <new>
#include <thread>

#include <callout/rest/retry_policy.hpp>
#include <doctest/doctest.h>
#include <name_resolver.hpp>
#include <transport_problem.hpp>

namespace {

using namespace callout;
using Clock = std::chrono::steady_clock;
using rest::Addresses;
using rest::NameResolver;
using rest::TransportFailure;

constexpr std::chrono::seconds prompt{2}; // what a busy machine may need; the promise is 50 ms

TransportFailure failure_of(const NameResolver::Outcome& outcome) {
  REQUIRE(std::holds_alternative<TransportFailure>(outcome));
  return std::get<TransportFailure>(outcome);
}

// A name service that says nothing until it is let go.
class HangingService {
public:
  NameResolver::LookUp look_up() {
    return [state = state_](const std::string&) -> NameResolver::Outcome {
      std::unique_lock lock(state->mutex);
      ++state->asked;
      state->changed.notify_all();
      state->changed.wait(lock, [&state] { return state->let_go; });
      return Addresses{"127.0.0.1"};
    };
  }

  void wait_until_asked() {
    std::unique_lock lock(state_->mutex);
    state_->changed.wait(lock, [this] { return state_->asked > 0; });
  }

  int asked() {
    const std::lock_guard lock(state_->mutex);
    return state_->asked;
  }

  void let_go() {
    const std::lock_guard lock(state_->mutex);
    state_->let_go = true;
    state_->changed.notify_all();
  }

private:
  // A look-up may outlive whoever asked for it.
  struct State {
    std::mutex mutex;
    std::condition_variable changed;
    int asked = 0;
    bool let_go = false;
  };

  std::shared_ptr<State> state_ = std::make_shared<State>();
};

} // namespace

TEST_CASE("name resolver: yields what the look-up finds, and asks nobody about an address") {
  std::atomic<int> asked = 0;
  NameResolver resolver([&asked](const std::string& host) -> NameResolver::Outcome {
    ++asked;
    return Addresses{host == "api.example.com" ? "192.0.2.1" : "192.0.2.9"};
  });
  CHECK(std::get<Addresses>(resolver.resolve("api.example.com", {})) == Addresses{"192.0.2.1"});
  CHECK(asked == 1);
  for (const std::string address : {"127.0.0.1", "::1", "2001:db8::1"}) {
    CHECK(std::get<Addresses>(resolver.resolve(address, {})) == Addresses{address});
  }
  CHECK(asked == 1);
}

TEST_CASE("name resolver: a stop ends the wait for a name service that hangs, and so does a deadline") {
  HangingService service;
  NameResolver resolver(service.look_up());
  std::stop_source stop;
  Clock::time_point stopped;
  std::jthread stopper([&] {
    service.wait_until_asked();
    stopped = Clock::now();
    stop.request_stop();
  });
  const auto outcome =
      resolver.resolve("slow.example.com", {.deadline = Clock::time_point::max(), .stop = stop.get_token()});
  const auto answered = Clock::now();
  stopper.join();
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(answered - stopped);
  MESSAGE("stopped within ", took.count(), " ms");
  CHECK(took < prompt);
  CHECK(failure_of(outcome).kind == rest::FailureKind::cancelled);
  const auto late = resolver.resolve("slow.example.com",
                                     {.deadline = Clock::now() + std::chrono::milliseconds(20), .stop = {}});
  CHECK(failure_of(late).kind == rest::FailureKind::deadline);
  CHECK(failure_of(late).phase == rest::Phase::resolving);
  service.let_go();
}

TEST_CASE("name resolver: who asks for a host that is being looked up waits for that") {
  HangingService service;
  NameResolver resolver(service.look_up());
  for (int i = 0; i < 5; ++i) { // each leaves its look-up behind
    const auto late = resolver.resolve("slow.example.com",
                                       {.deadline = Clock::now() + std::chrono::milliseconds(5), .stop = {}});
    CHECK(failure_of(late).kind == rest::FailureKind::deadline);
  }
  service.wait_until_asked();
  CHECK(service.asked() == 1);
  service.let_go();
  CHECK(std::get<Addresses>(resolver.resolve("slow.example.com", {})) == Addresses{"127.0.0.1"});
}

TEST_CASE("name resolver: does not wait at its end for a look-up that nobody waits for") {
  HangingService service;
  {
    NameResolver resolver(service.look_up());
    const auto late = resolver.resolve("slow.example.com",
                                       {.deadline = Clock::now() + std::chrono::milliseconds(5), .stop = {}});
    CHECK(failure_of(late).kind == rest::FailureKind::deadline);
  }
  service.wait_until_asked();
  service.let_go();
}

TEST_CASE("name resolver: what a look-up throws is a failure") {
  NameResolver resolver([](const std::string&) -> NameResolver::Outcome { throw std::bad_alloc(); });
  const TransportFailure failure = failure_of(resolver.resolve("api.example.com", {}));
  CHECK(failure.kind == rest::FailureKind::network);
  CHECK(failure.reason == std::bad_alloc().what());
}

TEST_CASE("name resolver: a look-up that fails is tried again by the retry policy, also for a POST") {
  NameResolver resolver([](const std::string&) -> NameResolver::Outcome {
    return TransportFailure{.phase = rest::Phase::resolving,
                            .reason = "Temporary failure in name resolution"};
  });
  const TransportFailure failure = failure_of(resolver.resolve("api.example.com", {}));
  rest::HttpRequest request;
  request.method = rest::Method::post;
  const sdk::Problem problem =
      rest::to_problem(failure, {rest::Scheme::https, "api.example.com", 443}, request);
  CHECK(problem.detail() ==
        "looking up the address of api.example.com failed: Temporary failure in name resolution");
  const rest::Attempt attempt = rest::observe(problem, request, std::chrono::system_clock::now());
  CHECK_FALSE(rest::may_have_acted(attempt));
  const rest::RetryDecision decision = rest::decide(attempt, {}, std::chrono::seconds(20), 0.5);
  CHECK(decision.verdict == rest::Verdict::again);
  CHECK(decision.wait <= std::chrono::milliseconds(500));
}

TEST_CASE("name resolver: a name that does not exist is not looked up again") {
  const TransportFailure failure{.phase = rest::Phase::resolving,
                                 .kind = rest::FailureKind::no_such_host,
                                 .reason = "Name or service not known"};
  const rest::HttpRequest request;
  const sdk::Problem problem =
      rest::to_problem(failure, {rest::Scheme::https, "api.pagreduty.com", 443}, request);
  CHECK(problem.status == CALLOUT_E_UNAVAILABLE);
  CHECK_FALSE(problem.members.at("retryable").as_bool());
  const rest::Attempt attempt = rest::observe(problem, request, std::chrono::system_clock::now());
  CHECK(rest::decide(attempt, {}, std::chrono::seconds(20), 0.5).verdict == rest::Verdict::stop);
}
