#include <condition_variable>
#include <optional>
#include <utility>

#include <callout/rest/single_flight.hpp>

#include "pause.hpp"

namespace callout::rest {
namespace {

// What the leader met because of its own limit or patience; an answer of 429 is none of that.
bool is_leaders_own(const Result<HttpResponse>& outcome) {
  return !outcome &&
         (outcome.error().status == CALLOUT_E_CANCELLED || outcome.error().status == CALLOUT_E_DEADLINE ||
          outcome.error().status == CALLOUT_E_RATE_LIMITED);
}

} // namespace

struct SingleFlight::Flight {
  std::mutex mutex;
  std::condition_variable_any landed;
  bool done = false;
  std::optional<Result<HttpResponse>> outcome; // none: of no use to others

  void land(std::optional<Result<HttpResponse>> what) {
    {
      const std::lock_guard lock(mutex);
      done = true;
      outcome = std::move(what);
    }
    landed.notify_all();
  }

  // Waits for it to land; CALLOUT_OK when it did.
  callout_status follow(const sdk::WaitLimit& limit) {
    std::unique_lock lock(mutex);
    const bool is_done = landed.wait_until(lock, limit.stop, limit.deadline, [this] { return done; });
    return is_done ? CALLOUT_OK : check(limit);
  }
};

SingleFlight::SingleFlight() = default;
SingleFlight::~SingleFlight() = default;

Result<HttpResponse>
SingleFlight::share(const std::string& key, const sdk::WaitLimit& limit, const Send& send) {
  for (;;) {
    std::unique_lock lock(mutex_);
    const auto [entry, is_leader] = flights_.try_emplace(key);
    if (is_leader) {
      entry->second = std::make_shared<Flight>();
    }
    const std::shared_ptr<Flight> flight = entry->second;
    lock.unlock();
    if (is_leader) {
      return lead(key, *flight, send);
    }
    if (const callout_status over = flight->follow(limit); over != CALLOUT_OK) {
      return sdk::make_problem(
          over,
          std::string(over == CALLOUT_E_CANCELLED ? "cancelled" : "the deadline passed") +
              " while waiting for the answer to the same request of another call");
    }
    if (flight->outcome) {
      return *flight->outcome;
    }
  }
}

Result<HttpResponse> SingleFlight::lead(const std::string& key, Flight& flight, const Send& send) {
  const auto end = [&](std::optional<Result<HttpResponse>> outcome) {
    {
      const std::lock_guard lock(mutex_);
      flights_.erase(key);
    }
    flight.land(std::move(outcome));
  };
  try {
    Result<HttpResponse> outcome = send();
    end(is_leaders_own(outcome) ? std::nullopt : std::optional(outcome));
    return outcome;
  } catch (...) {
    end(std::nullopt);
    throw;
  }
}

} // namespace callout::rest
