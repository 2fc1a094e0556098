#include "task_progress.hpp"

#include <algorithm>

namespace callout::host::cli {
namespace {

struct Words {
  std::string_view verb;
  std::string_view mark;
  Style style = Style::plain;
};

Words words_of(TaskEvent::Kind kind) {
  switch (kind) {
  case TaskEvent::Kind::started:
    return {"started", "start", Style::faint};
  case TaskEvent::Kind::finished:
    return {"finished", "done ", Style::good};
  case TaskEvent::Kind::skipped:
    return {"skipped", "skip ", Style::faint};
  case TaskEvent::Kind::caught:
    return {"caught", "catch", Style::careful};
  default:
    return {"faulted", "fault", Style::bad};
  }
}

/// Lists of tasks around the task: each adds the two steps "/do/0".
std::size_t depth_of(std::string_view pointer) {
  const auto steps = std::count(pointer.begin(), pointer.end(), '/');
  return static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, steps - 3) / 3);
}

} // namespace

std::string progress_line(const TaskEvent& event, const Palette& palette) {
  const Words words = words_of(event.kind);
  std::string line =
      palette.paint(words.style, words.mark) + " " + std::string(2 * depth_of(event.pointer), ' ');
  line += event.task;
  if (!event.detail.empty()) {
    line += "  " + palette.paint(Style::faint, event.detail);
  }
  return line + "\n";
}

LogRecord log_record(const TaskEvent& event) {
  LogRecord record{LogLevel::debug, "host", "task " + std::string(words_of(event.kind).verb), {}};
  record.fields["task"] = event.task;
  record.fields["pointer"] = event.pointer;
  if (!event.detail.empty()) {
    record.fields["detail"] = event.detail;
  }
  return record;
}

} // namespace callout::host::cli
