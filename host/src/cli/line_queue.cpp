#include "line_queue.hpp"

namespace callout::host::cli {

void LineQueue::push(NumberedLine line) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return lines_.size() < capacity_; });
  lines_.push_back(std::move(line));
  changed_.notify_all();
}

void LineQueue::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

std::optional<NumberedLine> LineQueue::pop() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return closed_ || !lines_.empty(); });
  if (lines_.empty()) {
    return std::nullopt;
  }
  NumberedLine line = std::move(lines_.front());
  lines_.pop_front();
  changed_.notify_all();
  return line;
}

} // namespace callout::host::cli
