#pragma once

/// One operation of a plugin in flight: what the ABI calls a callout_call.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include <callout/host/action_caller.hpp>
#include <callout/plugin.h>

#include "log_channel.hpp"
#include "secret.hpp"

namespace callout::host {

/// What the plugin may read while the call is open. The call owns it, since a call that was given up stays
/// open until the plugin answers.
struct CallData {
  std::string action = {}; ///< or authentication kind, or topic
  Secret input = {};       ///< or credentials, or config
  std::shared_ptr<const Secret> session = {};
  std::string request_id = {};
  std::uint32_t attempt = 1;
  bool dry_run = false;
};

/// Terms of one call.
struct CallTerms {
  CallLimits limits = {};
  std::weak_ptr<const LogTarget> log = {}; ///< weak, since a call may outlive the Host that made it
  bool allows_pending = false;
};

struct Answer {
  callout_status status = CALLOUT_E_INTERNAL;
  std::string json;
};

/// How an operation ended.
struct CallOutcome {
  callout_status returned = CALLOUT_OK; ///< by the operation function
  std::optional<Answer> answer;         ///< given to complete()
  /// The plugin may still answer: the instance must neither be used for other calls nor be destroyed.
  std::shared_ptr<class OpenCall> abandoned;
};

/// Thread-safe. The plugin holds a handle that is never an address and never used twice, so that an answer
/// that comes late or a second time finds nothing instead of freed memory.
class OpenCall : public std::enable_shared_from_this<OpenCall> {
public:
  using Operation = std::function<callout_status(OpenCall&)>;
  /// The plugin's cancel slot for this call; may be empty.
  using Cancel = std::function<void(callout_call*)>;

  static constexpr std::size_t max_answer_size = std::size_t{256} * 1024 * 1024;
  /// How long a plugin may take to end a call that nobody wants any more.
  static constexpr std::chrono::milliseconds grace{250};

  static std::shared_ptr<OpenCall> open(CallData data, CallTerms terms);
  /// The open call of a handle, or null.
  static std::shared_ptr<OpenCall> find(callout_call* handle);

  OpenCall(CallData data, CallTerms terms);
  OpenCall(const OpenCall&) = delete;
  OpenCall& operator=(const OpenCall&) = delete;
  ~OpenCall() = default;

  [[nodiscard]] callout_call* handle() const { return handle_; }

  [[nodiscard]] const CallData& data() const { return data_; }

  [[nodiscard]] const CallTerms& terms() const { return terms_; }

  /// For authenticate and invoke_action; lives as long as the call.
  [[nodiscard]] const callout_request* request() const { return &request_; }

  /// Runs the operation on this thread and waits for its answer: until the deadline or a stop, then, for an
  /// operation that is PENDING, for the grace. An operation that does not return cannot be interrupted
  /// inside one process: it gets the cancel and sees cancelled(), more there is not. Once only.
  CallOutcome run(const Operation& operation, Cancel cancel);

  /// The plugin's answer. Returns what host->complete() returns. Waits for a cancel that has begun on another
  /// thread, so that none runs after it has returned.
  callout_status complete(callout_status status, std::string_view json);
  /// Nobody wants the answer any more.
  [[nodiscard]] bool is_cancelled() const;
  [[nodiscard]] bool is_answered() const;
  [[nodiscard]] std::int64_t deadline_ns() const;

private:
  bool enter(Cancel cancel);
  void interrupt();
  CallOutcome settle(callout_status returned);
  void await_answer(std::unique_lock<std::mutex>& lock);

  const CallData data_;
  const CallTerms terms_;
  callout_call* handle_ = nullptr;
  callout_request request_{};

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<bool> stopped_ = false;
  // Guarded by mutex_:
  Cancel cancel_;
  bool entered_ = false;
  bool cancel_sent_ = false;
  bool settled_ = false;                      ///< nobody waits for an answer any more, so no cancel starts
  std::optional<std::thread::id> cancelling_; ///< the thread that is inside the plugin's cancel slot
  bool answered_ = false;
  bool abandoned_ = false;
  std::optional<Answer> answer_;
};

/// The clock of deadline_ns() and now_ns().
std::int64_t nanoseconds_of(std::chrono::steady_clock::time_point time);

} // namespace callout::host
