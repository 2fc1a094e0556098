#include "statistics_report.hpp"

#include <array>
#include <cstdio>
#include <string_view>
#include <utility>

#include <boost/json/serialize.hpp>

#include "text_table.hpp"

namespace callout::host::cli {
namespace {

/// To the microsecond, which is as fine as it was measured.
double in_milliseconds(std::chrono::microseconds time) {
  constexpr double thousand = 1000;
  return static_cast<double>(time.count()) / thousand;
}

std::string number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", value);
  return text.data();
}

std::string text_of(std::chrono::microseconds time) {
  return number(in_milliseconds(time)) + " ms";
}

/// "200 ok, 3 rate-limited"
std::string statuses_of(const StatisticsReport& report) {
  std::string text;
  for (const auto& [status, count] : report.by_status) {
    text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + status;
  }
  return text;
}

std::string exchanges_of(const StatisticsReport& report) {
  std::string text = std::to_string(report.exchanges);
  for (const auto& [count, what] :
       {std::pair<std::size_t, std::string_view>{report.reused, " on a kept connection"},
        {report.repetitions, " repeated"},
        {report.failed_exchanges, " without an answer"}}) {
    text += count > 0 ? ", " + std::to_string(count).append(what) : std::string();
  }
  return text;
}

std::string sessions_of(const StatisticsReport& report) {
  const std::string text = std::to_string(report.authentications);
  return report.renewals == 0 ? text
                              : text + ", " + std::to_string(report.renewals) + " sessions were refused";
}

bool has_phases(const PhaseTimes& phases) {
  return phases.resolve + phases.connect + phases.handshake + phases.wait + phases.transfer > 0;
}

} // namespace

std::string statistics_text(const StatisticsReport& report, const Palette& palette) {
  TextTable table;
  table.add({{"calls"}, {std::to_string(report.calls), Style::heading}, {statuses_of(report)}});
  if (report.calls > 0) {
    table.add({{"a call took"},
               {text_of(report.durations.median)},
               {"median; shortest " + text_of(report.durations.shortest) + ", 95 % within " +
                text_of(report.durations.p95) + ", longest " + text_of(report.durations.longest)}});
  }
  if (report.authentications > 0) {
    table.add({{"authentications"}, {sessions_of(report)}});
  }
  if (report.exchanges > 0) {
    table.add({{"HTTP exchanges"}, {exchanges_of(report)}});
    table.add({{"received"}, {std::to_string(report.bytes) + " bytes"}});
  }
  if (const PhaseTimes& phases = report.phases; has_phases(phases)) {
    table.add({{"time in all"},
               {number(phases.resolve) + " ms look-up, " + number(phases.connect) + " connect, " +
                number(phases.handshake) + " TLS, " + number(phases.wait) + " wait, " +
                number(phases.transfer) + " transfer"}});
  }
  return table.text(palette);
}

std::string statistics_json(const StatisticsReport& report) {
  boost::json::object statuses;
  for (const auto& [status, count] : report.by_status) {
    statuses[status] = count;
  }
  const DurationSummary& durations = report.durations;
  const PhaseTimes& phases = report.phases;
  const boost::json::object stats{{"calls", report.calls},
                                  {"by_status", std::move(statuses)},
                                  {"call_ms",
                                   {{"min", in_milliseconds(durations.shortest)},
                                    {"median", in_milliseconds(durations.median)},
                                    {"p95", in_milliseconds(durations.p95)},
                                    {"max", in_milliseconds(durations.longest)}}},
                                  {"authentications", report.authentications},
                                  {"refused_sessions", report.renewals},
                                  {"exchanges", report.exchanges},
                                  {"failed_exchanges", report.failed_exchanges},
                                  {"repeated", report.repetitions},
                                  {"reused", report.reused},
                                  {"bytes", report.bytes},
                                  {"phases_ms",
                                   {{"dns", phases.resolve},
                                    {"connect", phases.connect},
                                    {"tls", phases.handshake},
                                    {"wait", phases.wait},
                                    {"transfer", phases.transfer}}}};
  return boost::json::serialize(boost::json::object{{"stats", stats}}) + "\n";
}

} // namespace callout::host::cli
