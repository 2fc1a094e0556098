#include <chrono>
#include <string_view>

#include <doctest/doctest.h>

#include "duration.hpp"
#include "exit_status.hpp"

namespace callout::host::cli {
namespace {

using namespace std::chrono_literals;

TEST_CASE("exit_status_of: who has to act") {
  struct Row {
    std::string_view name;
    callout_status status;
    bool answered; // the problem has an HTTP status
    ExitStatus expected;
  };

  const Row rows[] = {
      {"input refused before it was sent", CALLOUT_E_INVALID_ARGUMENT, false, ExitStatus::usage},
      {"input refused by the service", CALLOUT_E_INVALID_ARGUMENT, true, ExitStatus::failed},
      {"no such action", CALLOUT_E_UNKNOWN_ACTION, false, ExitStatus::usage},
      {"credentials refused", CALLOUT_E_UNAUTHENTICATED, true, ExitStatus::failed},
      {"no such remote object", CALLOUT_E_NOT_FOUND, true, ExitStatus::failed},
      {"not reachable", CALLOUT_E_UNAVAILABLE, false, ExitStatus::failed},
      {"too late", CALLOUT_E_DEADLINE, false, ExitStatus::failed},
      {"a broken plugin", CALLOUT_E_PROTOCOL, false, ExitStatus::failed},
      {"Ctrl-C", CALLOUT_E_CANCELLED, false, ExitStatus::interrupted},
      {"a status of a later minor", -99, false, ExitStatus::failed},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Failure failure = make_failure(row.status, "detail");
    if (row.answered) {
      failure.problem["status"] = 400;
    }
    CHECK(exit_status_of(failure) == row.expected);
  }
}

TEST_CASE("parse_duration: a number and its unit") {
  struct Row {
    std::string_view text;
    std::optional<std::chrono::milliseconds> expected;
  };

  const Row rows[] = {
      {"500ms", 500ms},
      {"30s", 30s},
      {"2m", 2min},
      {"1h", 1h},
      {"720h", 720h},
      {"721h", std::nullopt},
      {"0s", std::nullopt},
      {"", std::nullopt},
      {"30", std::nullopt},
      {"s", std::nullopt},
      {"-1s", std::nullopt},
      {"1.5s", std::nullopt},
      {"1 s", std::nullopt},
      {"1d", std::nullopt},
      {" 1s", std::nullopt},
      {"1sx", std::nullopt},
      {"99999999999s", std::nullopt},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK((parse_duration(row.text) == row.expected));
  }
}

} // namespace
} // namespace callout::host::cli
