#pragma once

/// The host's side of one operation in flight.

#include <array>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include <callout/host/action_caller.hpp>
#include <callout/plugin.h>

namespace callout::host {

/// What a plugin answered, as it came.
struct Answer {
  callout_status status = CALLOUT_E_INTERNAL;
  std::string json;
};

/// Largest answer that is taken, in bytes.
constexpr std::size_t answer_limit = std::size_t{256} * 1024 * 1024;

} // namespace callout::host

/// Shared, since a plugin that answers late still holds a pointer to it: see keep_until_answered().
struct callout_call : std::enable_shared_from_this<callout_call> {
public:
  explicit callout_call(callout::host::CallLimits limits) : limits_(std::move(limits)) {}

  /// The plugin's answer. Any thread. CALLOUT_E_PROTOCOL for a second one, CALLOUT_E_LIMIT for one too big.
  callout_status complete(callout_status status, callout_str json);

  /// Whether nobody wants the answer any more.
  [[nodiscard]] bool cancelled() const;
  [[nodiscard]] std::int64_t deadline_ns() const;

  [[nodiscard]] const callout::host::CallLimits& limits() const { return limits_; }

  /// Copies the request and its texts into the call, for a plugin that may read them after the host gave up:
  /// views are borrowed until the call is completed. The copy lives as long as the call.
  const callout_request& keep(const callout_request& request);

  /// Runs `wake` unless the call is answered; complete() does not return while it runs.
  void wake(const std::function<void()>& wake);

  /// Waits for an answer until `time` or until a stop is requested. True when there is one.
  bool wait_until(std::chrono::steady_clock::time_point time);
  /// The same without looking at the stop token.
  bool wait_in_grace(std::chrono::milliseconds grace);

  /// The answer; call once, when it has come.
  callout::host::Answer take();
  [[nodiscard]] bool answered() const;

  /// Leaves the call to its plugin: it lives until the answer comes, which nobody reads.
  void keep_until_answered();

private:
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  callout::host::CallLimits limits_;
  bool answered_ = false;
  std::thread::id waker_; // the thread inside wake(), if any
  callout::host::Answer answer_;
  std::shared_ptr<callout_call> self_;
  callout_request request_{};
  std::array<std::string, 4> texts_;
};
