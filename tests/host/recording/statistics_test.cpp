#include <string>
#include <string_view>

#include <callout/host/statistics.hpp>
#include <doctest/doctest.h>

namespace callout::host {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

TEST_CASE("statistics: durations are told by rank") {
  struct Row {
    int calls = 0;
    int shortest = 0;
    int median = 0;
    int p95 = 0;
    int longest = 0;
  };

  const Row rows[] = {
      {0, 0, 0, 0, 0}, {1, 1, 1, 1, 1}, {2, 1, 1, 2, 2}, {20, 1, 10, 19, 20}, {100, 1, 50, 95, 100}};
  for (const Row& row : rows) {
    CAPTURE(row.calls);
    Statistics statistics;
    for (int call = row.calls; call > 0; --call) {
      statistics.count_call(call == 1 ? CALLOUT_E_NOT_FOUND : CALLOUT_OK, milliseconds(call));
    }
    const StatisticsReport report = statistics.report();
    CHECK(report.calls == static_cast<std::size_t>(row.calls));
    CHECK(report.durations.shortest == milliseconds(row.shortest));
    CHECK(report.durations.median == milliseconds(row.median));
    CHECK(report.durations.p95 == milliseconds(row.p95));
    CHECK(report.durations.longest == milliseconds(row.longest));
    CHECK(report.by_status.contains("not-found") == (row.calls > 0));
  }
}

TEST_CASE("statistics: exchanges are counted from what plugins log") {
  Statistics statistics;
  const auto tell = [&](LogLevel level, std::string source, std::string message, boost::json::object fields) {
    statistics.count_record({level, std::move(source), std::move(message), std::move(fields)});
  };
  tell(LogLevel::debug,
       "http",
       "HTTP exchange",
       {{"reused", true},
        {"bytes", 10},
        {"dns_ms", 1},
        {"connect_ms", 2.5},
        {"tls_ms", 3},
        {"wait_ms", 4},
        {"transfer_ms", 5}});
  tell(LogLevel::debug, "http", "HTTP exchange", {{"reused", false}, {"bytes", "many"}, {"dns_ms", -1}});
  tell(LogLevel::debug, "http", "HTTP exchange failed", {});
  tell(LogLevel::trace, "http", "HTTP exchange", {{"bytes", 1000}}); // the same one, with its bodies
  tell(LogLevel::info, "http", "HTTP request will be repeated", {});
  tell(LogLevel::info, "host", "authenticated", {});
  tell(LogLevel::info, "host", "session refused, authenticating again", {});
  tell(LogLevel::info, "http", "authenticated", {}); // no word of the host's
  const StatisticsReport report = statistics.report();
  CHECK(report.exchanges == 3);
  CHECK(report.failed_exchanges == 1);
  CHECK(report.reused == 1);
  CHECK(report.bytes == 10);
  CHECK(report.repetitions == 1);
  CHECK(report.authentications == 1);
  CHECK(report.renewals == 1);
  CHECK(report.phases.resolve == 1);
  CHECK(report.phases.connect == 2.5);
  CHECK(report.phases.transfer == 5);
}

} // namespace
} // namespace callout::host
