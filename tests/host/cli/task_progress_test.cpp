#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "task_progress.hpp"

namespace callout::host::cli {
namespace {

TEST_CASE("progress_line: a line for each event, nested tasks indented") {
  struct Row {
    TaskEvent event;
    std::string_view expected;
  };

  const Row rows[] = {
      {{TaskEvent::Kind::started, "list", "/do/0/list", "pd.listIncidents"},
       "start list  pd.listIncidents\n"},
      {{TaskEvent::Kind::finished, "list", "/do/0/list", ""}, "done  list\n"},
      {{TaskEvent::Kind::skipped, "b", "/do/1/b", ""}, "skip  b\n"},
      {{TaskEvent::Kind::caught, "note", "/do/1/triage/for/do/0/note", "Not found"},
       "catch   note  Not found\n"},
      {{TaskEvent::Kind::faulted, "note", "/do/1/triage/do/0/note", "Not found"},
       "fault   note  Not found\n"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.expected);
    CHECK(std::string_view(progress_line(row.event, Palette())) == row.expected);
  }
}

TEST_CASE("log_record: has task, pointer and detail") {
  const LogRecord record = log_record({TaskEvent::Kind::faulted, "note", "/do/0/note", "Not found"});
  CHECK(record.level == LogLevel::debug);
  CHECK(record.message == "task faulted");
  CHECK(record.fields.at("task") == "note");
  CHECK(record.fields.at("pointer") == "/do/0/note");
  CHECK(record.fields.at("detail") == "Not found");
}

} // namespace
} // namespace callout::host::cli
