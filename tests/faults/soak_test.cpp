// Very many calls at once while one in twenty fails: no answer is lost or another's, none is stuck, no call
// acts twice, memory stays flat.
#include <algorithm>
#include <array>
#include <atomic>
#include <fstream>
#include <thread>
#include <vector>

#include <doctest/doctest.h>
#include <unistd.h>

#include "fault_row.hpp"

using namespace callout::test;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t calls = CALLOUT_SOAK_CALLS;
constexpr int instances = CALLOUT_SOAK_INSTANCES;
constexpr bool is_sanitized = CALLOUT_SOAK_SANITIZED;
constexpr int concurrency = 32;
constexpr std::string_view patient = "retry: { max_attempts: 4, base_delay_ms: 1, longest_wait_ms: 5000 }, ";

/// Resident memory of this process, servers included.
std::size_t resident_bytes() {
  std::ifstream statistics("/proc/self/statm");
  std::size_t total = 0;
  std::size_t resident = 0;
  statistics >> total >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

/// Memory at every twentieth of a task.
class MemorySamples {
public:
  explicit MemorySamples(std::size_t whole) : step_(std::max<std::size_t>(whole / count, 1)) {}

  void done(std::size_t number) {
    if (number % step_ == 0 && number / step_ <= count) {
      samples_.at(number / step_ - 1) = resident_bytes();
    }
  }

  /// How much more than in the second quarter, when all was warm, it ever was in the second half.
  [[nodiscard]] std::int64_t growth() const {
    const auto most = [this](std::size_t from, std::size_t to) {
      return static_cast<std::int64_t>(*std::max_element(samples_.begin() + from, samples_.begin() + to));
    };
    return most(count / 2, count) - most(count / 4, count / 2);
  }

  [[nodiscard]] std::string text() const {
    std::string text;
    for (const std::size_t sample : samples_) {
      text += std::to_string(sample / 1'000'000) + " ";
    }
    return text;
  }

private:
  static constexpr std::ptrdiff_t count = 20;
  std::size_t step_;
  std::array<std::size_t, count> samples_{};
};

// What one request in twenty meets, each kind as often as another.
Fault fault_number(std::size_t number) {
  const std::string cut =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{\"inci";
  const std::string slow = answer("200 OK", R"({"incident":{}})");
  const std::array<Fault, 6> faults{
      {{.then = Then::reset},
       {.bytes = answer("500 Internal Server Error")},
       {.bytes = answer("429 Too Many Requests", "", "Retry-After: 0\r\n"), .effect = Effect::refused},
       {.bytes = cut, .then = Then::cut},
       {.bytes = slow, .drip = milliseconds(1)},
       {.bytes = answer("401 Unauthorized"), .effect = Effect::refused}}};
  return faults.at(number % faults.size());
}

/// Every twentieth call fails at its first request.
class Weather {
public:
  explicit Weather(FaultServer& server) {
    server.decide_by([this](std::size_t identity) {
      const bool is_first = identity % 20 == 0 && last_.insert(identity).second;
      return is_first ? fault_number(identity / 20) : Fault();
    });
  }

private:
  std::set<std::size_t> last_; // one in twenty: it stays small
};

struct Tally {
  std::atomic<std::size_t> begun = 0;
  std::atomic<std::size_t> answered = 0;
  std::atomic<std::size_t> wrong = 0;   ///< an answer that its call should not have had
  std::atomic<std::size_t> unknown = 0; ///< POSTs that cannot know whether they acted
  std::atomic<std::int64_t> longest_ms = 0;
};

// Half and half, whichever fault the number brings.
Method method_of(std::size_t number) {
  return std::hash<std::string>()(std::to_string(number)) % 2 == 0 ? Method::get : Method::post;
}

bool is_right(const Outcome& outcome, Method method) {
  const bool is_faulty = outcome.identity % 20 == 0;
  if (outcome.status == CALLOUT_OK) {
    return identity_of(outcome.text) == outcome.identity || (is_faulty && identity_of(outcome.text) == 0);
  }
  return is_faulty && method == Method::post && outcome.status == CALLOUT_E_OUTCOME_UNKNOWN;
}

void make_calls(FaultScene& scene, Tally& tally, MemorySamples& memory) {
  for (std::size_t number = ++tally.begun; number <= calls; number = ++tally.begun) {
    const Method method = method_of(number);
    const auto begin = Clock::now();
    const Outcome outcome = scene.call(method, within(std::chrono::seconds(60)));
    const auto took = std::chrono::duration_cast<milliseconds>(Clock::now() - begin).count();
    tally.longest_ms = std::max<std::int64_t>(tally.longest_ms, took);
    tally.wrong += is_right(outcome, method) ? 0U : 1U;
    tally.unknown += outcome.status == CALLOUT_E_OUTCOME_UNKNOWN ? 1U : 0U;
    memory.done(++tally.answered);
  }
}

} // namespace

TEST_CASE("soak: calls at a time while one in twenty fails") {
  std::atomic<int> leaks = 0;
  FaultScene scene({.config = std::string(patient), .log = [&leaks](const callout::host::LogRecord& record) {
                      leaks += leaked_secret(text_of(record)).empty() ? 0 : 1;
                    }});
  const Weather weather(scene.api);
  Tally tally;
  MemorySamples memory(calls);
  const auto begin = Clock::now();
  {
    std::vector<std::jthread> callers;
    for (int i = 0; i < concurrency; ++i) {
      callers.emplace_back([&] { make_calls(scene, tally, memory); });
    }
  }
  const auto took = std::chrono::duration_cast<milliseconds>(Clock::now() - begin).count();
  MESSAGE(calls,
          " calls in ",
          took,
          " ms; longest ",
          tally.longest_ms.load(),
          " ms; of unknown outcome ",
          tally.unknown.load());
  MESSAGE("resident MB: ", memory.text());
  CHECK(tally.answered == calls);
  CHECK(tally.wrong == 0);
  CHECK(tally.unknown <= calls / 20);
  CHECK(tally.longest_ms < 20'000);
  CHECK(scene.api.most_effects() == 1);
  CHECK(scene.other.seen().connections == 0);
  CHECK(leaks == 0);
  CHECK((is_sanitized || memory.growth() < 8'000'000)); // a sanitizer keeps freed memory
}

TEST_CASE("soak: instances that come and go while calls are in flight") {
  FaultScene scene({.config = std::string(patient), .log = [](const callout::host::LogRecord&) {
                    }});
  std::atomic<std::size_t> done = 0;
  std::atomic<int> wrong = 0;
  std::atomic<int> cancelled = 0;
  MemorySamples memory(instances);
  const auto live = [&](int number) {
    const std::unique_ptr<callout::host::Host> host = scene.open_host();
    std::stop_source stop;
    std::vector<std::jthread> callers;
    for (const Method method : {Method::get, Method::post, Method::get}) {
      callers.emplace_back([&, method] {
        const Outcome outcome = FaultScene::call_on(*host, {method}, {.stop = stop.get_token()});
        wrong += outcome.status == CALLOUT_OK || outcome.status == CALLOUT_E_CANCELLED ? 0 : 1;
        cancelled += outcome.status == CALLOUT_E_CANCELLED ? 1 : 0;
      });
    }
    std::this_thread::sleep_for(std::chrono::microseconds(number * 37 % 20'000)); // any moment of a call
    stop.request_stop();
    callers.clear();
    memory.done(++done);
  };
  {
    std::atomic<int> next = 0;
    std::vector<std::jthread> owners;
    for (int i = 0; i < 4; ++i) {
      owners.emplace_back([&] {
        for (int number = ++next; number <= instances; number = ++next) {
          live(number);
        }
      });
    }
  }
  MESSAGE(cancelled.load(), " calls cancelled; resident MB: ", memory.text());
  CHECK(done == instances);
  CHECK(wrong == 0);
  CHECK(cancelled > instances / 2);                   // of three each
  CHECK((is_sanitized || cancelled < instances * 3)); // under one all may be too slow
  CHECK(scene.api.most_effects() <= 1);
  CHECK((is_sanitized || memory.growth() < 8'000'000)); // a sanitizer keeps freed memory
}
