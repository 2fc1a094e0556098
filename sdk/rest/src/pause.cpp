#include "pause.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace callout::rest {

callout_status check(const sdk::WaitLimit& limit) {
  if (limit.stop.stop_requested()) {
    return CALLOUT_E_CANCELLED;
  }
  return limit.deadline <= std::chrono::steady_clock::now() ? CALLOUT_E_DEADLINE : CALLOUT_OK;
}

callout_status pause_until(std::chrono::steady_clock::time_point time, const sdk::WaitLimit& limit) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_until(lock, limit.stop, std::min(time, limit.deadline), [] { return false; });
  return check(limit);
}

} // namespace callout::rest
