#pragma once

/// An open call and the one answer it gets.

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <callout/sdk/reply.hpp>
#include <callout/sdk/request.hpp>

namespace callout::sdk {

inline callout_status answer(const callout_host& host, callout_call* call, const Reply& reply) {
  return host.complete(call, reply.status(), to_callout_str(reply.json()));
}

/// The calls that are open on one instance, so that the host's cancel finds the right one. Thread-safe.
class OpenCalls {
public:
  void add(callout_call* call, std::stop_source stop) {
    const std::lock_guard lock(mutex_);
    calls_.emplace_back(call, std::move(stop));
  }

  void remove(callout_call* call) {
    const std::lock_guard lock(mutex_);
    std::erase_if(calls_, [call](const auto& open) { return open.first == call; });
  }

  void cancel(callout_call* call) {
    if (auto stop = find(call)) {
      stop->request_stop(); // outside the lock: stop callbacks are foreign code
    }
  }

private:
  std::optional<std::stop_source> find(callout_call* call) {
    const std::lock_guard lock(mutex_);
    const auto found =
        std::find_if(calls_.begin(), calls_.end(), [call](const auto& open) { return open.first == call; });
    return found != calls_.end() ? std::optional(found->second) : std::nullopt;
  }

  std::mutex mutex_;
  std::vector<std::pair<callout_call*, std::stop_source>> calls_;
};

/// A call whose answer comes later, from any thread. Move-only; answering consumes it, and one that is
/// destroyed without an answer fails with CALLOUT_E_INTERNAL: "answered exactly once" is a property of the
/// type.
class Call {
public:
  /// For the barrier: `request` is already parsed, `finished` runs right before the answer crosses.
  Call(const callout_host& host, callout_call& call, OpenCalls& open, std::unique_ptr<const Request> request)
      : host_(&host), call_(&call), open_(&open), request_(std::move(request)) {}

  Call(Call&& other) noexcept
      : host_(other.host_),
        call_(std::exchange(other.call_, nullptr)),
        open_(other.open_),
        request_(std::move(other.request_)) {}

  Call& operator=(Call&&) = delete;
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  ~Call() {
    if (call_ != nullptr) {
      finish(make_problem(CALLOUT_E_INTERNAL, "the action ended without an answer"));
    }
  }

  [[nodiscard]] const Request& request() const { return *request_; }

  void reply(const Reply& reply) && { finish(reply); }

private:
  void finish(const Reply& reply) {
    callout_call* const call = std::exchange(call_, nullptr);
    open_->remove(call);
    request_.reset(); // its views die with the call
    answer(*host_, call, reply);
  }

  const callout_host* host_;
  callout_call* call_;
  OpenCalls* open_;
  std::unique_ptr<const Request> request_;
};

} // namespace callout::sdk
