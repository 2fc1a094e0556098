#include "plugins/open_call.hpp"

#include <bit>
#include <cstring>
#include <unordered_map>
#include <utility>

namespace callout::host {
namespace {

using Clock = std::chrono::steady_clock;

/// All calls of the process that a plugin may still answer.
class CallTable {
public:
  callout_call* add(std::shared_ptr<OpenCall> call) {
    const std::lock_guard lock(mutex_);
    auto* const handle = std::bit_cast<callout_call*>(++last_handle_ << 4U);
    calls_.emplace(handle, std::move(call));
    return handle;
  }

  std::shared_ptr<OpenCall> find(callout_call* handle) {
    const std::lock_guard lock(mutex_);
    const auto found = calls_.find(handle);
    return found != calls_.end() ? found->second : nullptr;
  }

  void remove(callout_call* handle) {
    std::shared_ptr<OpenCall> last; // goes after the lock
    const std::lock_guard lock(mutex_);
    const auto found = calls_.find(handle);
    if (found != calls_.end()) {
      last = std::move(found->second);
      calls_.erase(found);
    }
  }

private:
  std::mutex mutex_;
  std::uintptr_t last_handle_ = 0;
  std::unordered_map<callout_call*, std::shared_ptr<OpenCall>> calls_;
};

CallTable& call_table() {
  // Never destroyed: a plugin's thread may answer while the process ends.
  static CallTable& table = *new CallTable; // NOLINT(cppcoreguidelines-owning-memory): see above
  return table;
}

callout_str view_of(std::string_view text) {
  return {text.data(), text.size()};
}

bool is_late(const CallLimits& limits) {
  return limits.deadline != Clock::time_point::max() && Clock::now() >= limits.deadline;
}

Answer too_big(std::size_t size) {
  return {CALLOUT_E_LIMIT,
          R"({"detail":"the plugin's answer has )" + std::to_string(size) + R"( bytes, the host takes )" +
              std::to_string(OpenCall::max_answer_size) + R"("})"};
}

} // namespace

std::int64_t nanoseconds_of(Clock::time_point time) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

std::shared_ptr<OpenCall> OpenCall::open(CallData data, CallTerms terms) {
  auto call = std::make_shared<OpenCall>(std::move(data), std::move(terms));
  call->handle_ = call_table().add(call);
  return call;
}

std::shared_ptr<OpenCall> OpenCall::find(callout_call* handle) {
  return call_table().find(handle);
}

OpenCall::OpenCall(CallData data, CallTerms terms) : data_(std::move(data)), terms_(std::move(terms)) {
  request_.struct_size = sizeof request_;
  request_.flags =
      (terms_.allows_pending ? CALLOUT_REQ_ALLOW_PENDING : 0U) | (data_.dry_run ? CALLOUT_REQ_DRY_RUN : 0U);
  request_.action = view_of(data_.action);
  request_.input = view_of(data_.input.view());
  request_.session = view_of(data_.session != nullptr ? data_.session->view() : std::string_view());
  request_.request_id = view_of(data_.request_id);
  request_.attempt = data_.attempt;
}

CallOutcome OpenCall::run(const Operation& operation, Cancel cancel) {
  const std::stop_callback on_stop(terms_.limits.stop, [this] {
    stopped_ = true;
    interrupt();
  });
  CallOutcome outcome;
  if (enter(std::move(cancel))) {
    outcome = settle(operation(*this));
  } else {
    outcome.returned = stopped_ ? CALLOUT_E_CANCELLED : CALLOUT_E_DEADLINE;
  }
  if (outcome.abandoned == nullptr) {
    call_table().remove(handle_);
  }
  return outcome;
}

/// False when the call is over before it began.
bool OpenCall::enter(Cancel cancel) {
  const std::lock_guard lock(mutex_);
  if (is_cancelled()) {
    return false;
  }
  cancel_ = std::move(cancel);
  entered_ = true;
  return true;
}

void OpenCall::interrupt() {
  std::unique_lock lock(mutex_);
  changed_.notify_all();
  if (!entered_ || answered_ || settled_ || cancel_sent_ || !cancel_) {
    return;
  }
  cancel_sent_ = true;
  cancelling_ = std::this_thread::get_id();
  lock.unlock(); // the plugin may answer from inside its cancel slot
  cancel_(handle_);
  lock.lock();
  cancelling_.reset();
  changed_.notify_all();
}

callout_status OpenCall::complete(callout_status status, std::string_view json) {
  const bool fits = json.size() <= max_answer_size;
  Answer answer = fits ? Answer{status, std::string(json)} : too_big(json.size());
  std::unique_lock lock(mutex_);
  if (answered_) {
    return CALLOUT_E_PROTOCOL;
  }
  answered_ = true;
  if (abandoned_) { // nobody will read it, and it may be a session
    explicit_bzero(answer.json.data(), answer.json.size());
  } else {
    answer_ = std::move(answer);
  }
  changed_.notify_all();
  changed_.wait(lock, [this] { return !cancelling_ || *cancelling_ == std::this_thread::get_id(); });
  if (abandoned_) {
    lock.unlock();
    call_table().remove(handle_);
  }
  return fits ? CALLOUT_OK : CALLOUT_E_LIMIT;
}

bool OpenCall::is_cancelled() const {
  return stopped_ || is_late(terms_.limits);
}

bool OpenCall::is_answered() const {
  const std::lock_guard lock(mutex_);
  return answered_;
}

std::int64_t OpenCall::deadline_ns() const {
  return nanoseconds_of(terms_.limits.deadline);
}

CallOutcome OpenCall::settle(callout_status returned) {
  CallOutcome outcome;
  outcome.returned = returned;
  std::unique_lock lock(mutex_);
  if (returned == CALLOUT_PENDING && terms_.allows_pending) {
    await_answer(lock);
  }
  settled_ = true;
  changed_.wait(lock, [this] { return !cancelling_; }); // that cancel may still bring the answer
  if (answered_) {
    outcome.answer = std::move(answer_);
  } else if (returned == CALLOUT_PENDING) {
    abandoned_ = true;
    outcome.abandoned = shared_from_this();
  }
  return outcome;
}

void OpenCall::await_answer(std::unique_lock<std::mutex>& lock) {
  const auto is_over = [this] {
    return answered_ || stopped_;
  };
  if (terms_.limits.deadline == Clock::time_point::max()) {
    changed_.wait(lock, is_over);
  } else {
    changed_.wait_until(lock, terms_.limits.deadline, is_over);
  }
  if (answered_) {
    return;
  }
  lock.unlock();
  interrupt(); // does nothing when a stop has done it
  lock.lock();
  changed_.wait_for(lock, grace, [this] { return answered_; });
}

} // namespace callout::host
