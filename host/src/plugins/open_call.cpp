#include "open_call.hpp"

#include <utility>

callout_status callout_call::complete(callout_status status, callout_str json) {
  const std::shared_ptr<callout_call> alive = shared_from_this(); // ours may be the last reference
  std::unique_lock lock(mutex_);
  if (answered_) {
    return CALLOUT_E_PROTOCOL;
  }
  const bool too_big = json.len > callout::host::answer_limit;
  if (too_big) {
    answer_ = {CALLOUT_E_LIMIT, R"({"detail":"the plugin's answer is larger than the host takes"})"};
  } else {
    answer_ = {status, json.len == 0 ? std::string() : std::string(json.ptr, json.len)};
  }
  answered_ = true;
  self_.reset();
  changed_.notify_all();
  changed_.wait(lock, [&] { return waker_ == std::thread::id() || waker_ == std::this_thread::get_id(); });
  return too_big ? CALLOUT_E_LIMIT : CALLOUT_OK;
}

bool callout_call::cancelled() const {
  return limits_.stop.stop_requested() || std::chrono::steady_clock::now() >= limits_.deadline;
}

std::int64_t callout_call::deadline_ns() const {
  if (limits_.deadline == std::chrono::steady_clock::time_point::max()) {
    return INT64_MAX;
  }
  return std::chrono::duration_cast<std::chrono::nanoseconds>(limits_.deadline.time_since_epoch()).count();
}

const callout_request& callout_call::keep(const callout_request& request) {
  request_ = request;
  const std::array<callout_str*, 4> views{
      &request_.action, &request_.input, &request_.session, &request_.request_id};
  for (std::size_t i = 0; i < views.size(); ++i) {
    callout_str& view = *views.at(i);
    texts_.at(i) = view.len == 0 ? std::string() : std::string(view.ptr, view.len);
    view = {texts_.at(i).data(), texts_.at(i).size()};
  }
  return request_;
}

void callout_call::wake(const std::function<void()>& wake) {
  std::unique_lock lock(mutex_);
  if (answered_ || waker_ != std::thread::id()) {
    return;
  }
  waker_ = std::this_thread::get_id();
  lock.unlock();
  wake();
  lock.lock();
  waker_ = std::thread::id();
  changed_.notify_all();
}

bool callout_call::wait_until(std::chrono::steady_clock::time_point time) {
  std::unique_lock lock(mutex_);
  if (time == std::chrono::steady_clock::time_point::max()) {
    return changed_.wait(lock, limits_.stop, [&] { return answered_; });
  }
  return changed_.wait_until(lock, limits_.stop, time, [&] { return answered_; });
}

bool callout_call::wait_in_grace(std::chrono::milliseconds grace) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, grace, [&] { return answered_; });
}

callout::host::Answer callout_call::take() {
  const std::lock_guard lock(mutex_);
  return std::move(answer_);
}

bool callout_call::answered() const {
  const std::lock_guard lock(mutex_);
  return answered_;
}

void callout_call::keep_until_answered() {
  const std::lock_guard lock(mutex_);
  if (!answered_) {
    self_ = shared_from_this();
  }
}
