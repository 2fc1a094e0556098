#pragma once

/// Holds requests back when a credential's budget is spent, instead of running into 429.

#include <chrono>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include <callout/rest/http.hpp>
#include <callout/rest/result.hpp>
#include <callout/rest/url.hpp>
#include <callout/sdk/wait_limit.hpp>

namespace callout::rest {

/// SHA-256 of texts, so that a table neither holds secrets nor mixes them up.
std::string digest_of(std::initializer_list<std::string_view> texts);

/// The budgets of many credentials, learnt from `ratelimit-limit`, `-remaining`, `-reset` and 429. Memory is
/// bounded: budgets that nobody uses are forgotten, the one used longest ago first. Thread-safe.
class RateLimiter {
  struct Bucket;

public:
  /// One limiter for the whole plugin: connections that share a credential share its budget.
  static RateLimiter& of_process();

  RateLimiter();
  ~RateLimiter();
  RateLimiter(const RateLimiter&) = delete;
  RateLimiter& operator=(const RateLimiter&) = delete;

  /// The leave to send one request. Without learn() it ends like an exchange that got no answer.
  class Permit {
  public:
    Permit(std::shared_ptr<Bucket> bucket, std::chrono::milliseconds held)
        : bucket_(std::move(bucket)), held_(held) {}

    Permit(Permit&&) noexcept = default;
    Permit& operator=(Permit&&) = delete;
    Permit(const Permit&) = delete;
    Permit& operator=(const Permit&) = delete;
    ~Permit();

    /// How long the request was held back.
    [[nodiscard]] std::chrono::milliseconds held() const { return held_; }

    void learn(const HttpResponse& response) &&;

  private:
    std::shared_ptr<Bucket> bucket_;
    std::chrono::milliseconds held_;
  };

  /// Waits until a request may go. `key` is a digest of host, credential and the budget's name.
  /// CALLOUT_E_RATE_LIMITED at once, with "retryable" and "retry_after_ms", when that is past the deadline or
  /// further away than `longest_wait`; CALLOUT_E_CANCELLED when stopped, CALLOUT_E_DEADLINE.
  Result<Permit>
  acquire(const std::string& key, const sdk::WaitLimit& limit, std::chrono::milliseconds longest_wait);

  /// How many budgets it remembers.
  [[nodiscard]] std::size_t size() const;

private:
  std::shared_ptr<Bucket> bucket(const std::string& key);
  void forget_oldest();

  mutable std::mutex mutex_;
  std::unordered_map<std::string, std::shared_ptr<Bucket>> buckets_;
};

} // namespace callout::rest
