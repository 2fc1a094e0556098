#pragma once

/// Numbered lines on their way from a reader to workers, never more than a few.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

namespace callout::host::cli {

/// A line of the input; `number` counts from 1.
struct NumberedLine {
  std::size_t number = 0;
  std::string text;
  bool cut = false; ///< too long to be read whole
};

/// Any thread.
class LineQueue {
public:
  explicit LineQueue(std::size_t capacity) : capacity_(capacity) {}

  /// Waits for room.
  void push(NumberedLine line);
  /// No more lines come.
  void close();
  /// Waits for a line; nullopt once the queue is closed and empty.
  std::optional<NumberedLine> pop();

private:
  std::size_t capacity_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<NumberedLine> lines_;
  bool closed_ = false;
};

} // namespace callout::host::cli
