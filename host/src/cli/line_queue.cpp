#include "line_queue.hpp"

#include <utility>

namespace callout::host::cli {

std::optional<NumberedLine> LineQueue::pop() {
  const std::lock_guard lock(mutex_);
  while (!ended_) {
    auto line = input_.read_line();
    if (!line) {
      ended_ = true;
      break;
    }
    ++number_;
    if (line->text.find_first_not_of(" \t\r") != std::string::npos) {
      return NumberedLine{number_, std::move(line->text), line->cut};
    }
  }
  return std::nullopt;
}

} // namespace callout::host::cli
