#pragma once

/// Numbered lines of an input, for several workers.

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>

#include "input_stream.hpp"

namespace callout::host::cli {

/// A line of the input; `number` counts from 1, blank lines included.
struct NumberedLine {
  std::size_t number = 0;
  std::string text;
  bool cut = false; ///< too long to be read whole
};

/// Whoever wants a line reads it: a thread that reads for the others would cost each call two wake-ups.
/// Any thread.
class LineQueue {
public:
  /// The input must outlive this, and nobody else may read from it.
  explicit LineQueue(InputStream& input) : input_(input) {}

  /// Waits for a line that is not blank; nullopt at the end of the input and after its stop.
  std::optional<NumberedLine> pop();

private:
  InputStream& input_;
  std::mutex mutex_;
  std::size_t number_ = 0;
  bool ended_ = false; ///< a terminal would go on after its end
};

} // namespace callout::host::cli
