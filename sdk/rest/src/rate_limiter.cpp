#include <algorithm>
#include <array>
#include <condition_variable>
#include <cstdint>
#include <stdexcept>
#include <utility>

#include <callout/rest/rate_limiter.hpp>
#include <openssl/evp.h>

#include "pause.hpp"
#include "rate_window.hpp"
#include "secret_text.hpp"

namespace callout::rest {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t most_buckets = 1024;

sdk::Problem held_back(milliseconds wait) {
  sdk::Problem problem =
      sdk::make_problem(CALLOUT_E_RATE_LIMITED,
                        "not sent: the budget of this credential is spent for another " +
                            std::to_string(wait.count()) + " ms, longer than this call may wait",
                        "Call again then, make fewer calls at a time, or give the call a later deadline.");
  problem.members["retryable"] = true;
  problem.members["retry_after_ms"] = wait.count();
  return problem;
}

sdk::Problem interrupted(callout_status status) {
  return sdk::make_problem(status,
                           std::string(status == CALLOUT_E_CANCELLED ? "cancelled" : "the deadline passed") +
                               " before the request was sent, while waiting for the credential's budget");
}

} // namespace

std::string digest_of(std::initializer_list<std::string_view> texts) {
  std::size_t size = 0;
  for (const std::string_view text : texts) {
    size += text.size() + 24;
  }
  std::string joined;
  joined.reserve(size); // at once: what a growing text leaves behind is not wiped
  const WipeAtEnd wipe_joined(joined);
  for (const std::string_view text : texts) { // lengths keep ("ab", "c") and ("a", "bc") apart
    joined.append(std::to_string(text.size())).append(":").append(text);
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  if (EVP_Digest(joined.data(), joined.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("this OpenSSL has no SHA-256");
  }
  return {digest.begin(), digest.begin() + length};
}

struct RateLimiter::Bucket {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::uint64_t changes = 0;
  RateWindow window;
  Clock::time_point used = Clock::now(); // guarded by the limiter's mutex

  void finish(const RateReading& reading) {
    {
      const std::lock_guard lock(mutex);
      window.finish(reading, Clock::now());
      ++changes;
    }
    changed.notify_all();
  }
};

RateLimiter::Permit::~Permit() {
  if (bucket_ != nullptr) {
    bucket_->finish({});
  }
}

void RateLimiter::Permit::learn(const HttpResponse& response) && {
  if (const auto bucket = std::exchange(bucket_, nullptr)) {
    bucket->finish(read_rate(response, std::chrono::system_clock::now()));
  }
}

RateLimiter& RateLimiter::of_process() {
  static RateLimiter limiter;
  return limiter;
}

RateLimiter::RateLimiter() = default;
RateLimiter::~RateLimiter() = default;

Result<RateLimiter::Permit>
RateLimiter::acquire(const std::string& key, const sdk::WaitLimit& limit, milliseconds longest_wait) {
  const Clock::time_point begin = Clock::now();
  std::shared_ptr<Bucket> bucket = this->bucket(key);
  std::unique_lock lock(bucket->mutex);
  for (Clock::time_point now = begin;; now = Clock::now()) {
    if (const callout_status over = check(limit); over != CALLOUT_OK) {
      return interrupted(over);
    }
    const auto until = bucket->window.held_until(now);
    if (!until) {
      bucket->window.start();
      lock.unlock();
      return Permit(std::move(bucket), std::chrono::duration_cast<milliseconds>(now - begin));
    }
    if (*until >= limit.deadline || *until > begin + longest_wait) {
      return held_back(std::chrono::ceil<milliseconds>(*until - now));
    }
    const std::uint64_t seen = bucket->changes;
    bucket->changed.wait_until(lock, limit.stop, *until, [&] { return bucket->changes != seen; });
  }
}

std::size_t RateLimiter::size() const {
  const std::lock_guard lock(mutex_);
  return buckets_.size();
}

std::shared_ptr<RateLimiter::Bucket> RateLimiter::bucket(const std::string& key) {
  const std::lock_guard lock(mutex_);
  if (const auto known = buckets_.find(key); known != buckets_.end()) {
    known->second->used = Clock::now();
    return known->second;
  }
  if (buckets_.size() >= most_buckets) {
    forget_oldest();
  }
  return buckets_.emplace(key, std::make_shared<Bucket>()).first->second;
}

// One that is in use stays: whoever uses it would lose what others learn.
void RateLimiter::forget_oldest() {
  auto oldest = buckets_.end();
  for (auto entry = buckets_.begin(); entry != buckets_.end(); ++entry) {
    const bool free = entry->second.use_count() == 1;
    if (free && (oldest == buckets_.end() || entry->second->used < oldest->second->used)) {
      oldest = entry;
    }
  }
  if (oldest != buckets_.end()) {
    buckets_.erase(oldest);
  }
}

} // namespace callout::rest
