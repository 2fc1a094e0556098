#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "commands.hpp"
#include "text_table.hpp"

namespace callout::host::cli {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += (text.empty() ? "" : " ") + word;
  }
  return text;
}

/// In hours or minutes from two of them on.
std::string lifetime(std::chrono::milliseconds time) {
  using std::chrono::duration_cast;
  const auto hours = duration_cast<std::chrono::hours>(time).count();
  const auto minutes = duration_cast<std::chrono::minutes>(time).count();
  if (hours >= 2) {
    return counted(static_cast<std::size_t>(hours), "hour");
  }
  return minutes >= 2
             ? counted(static_cast<std::size_t>(minutes), "minute")
             : counted(static_cast<std::size_t>(duration_cast<std::chrono::seconds>(time).count()), "second");
}

std::string report_of(const std::string& connection, const ConnectionTest& test, const Palette& palette) {
  const AuthenticationReport& report = test.authentication;
  TextTable table;
  table.add({{"connection"}, {connection, Style::heading}});
  table.add({{"identity"}, {report.label.empty() ? "not told by the service" : report.label}});
  if (!report.granted_scopes.empty()) {
    table.add({{"granted"}, {joined(report.granted_scopes), Style::good}});
  }
  if (!report.missing_scopes.empty()) {
    table.add({{"missing"}, {joined(report.missing_scopes), Style::bad}});
  }
  if (report.expires_in) {
    table.add({{"session"}, {"good for " + lifetime(*report.expires_in)}});
  }
  table.add({{"call"},
             {test.action.empty() ? "none: the plugin names no cheap call that is allowed" : test.action}});
  table.add({{"took"}, {std::to_string(test.took.count()) + " ms"}});
  return table.text(palette);
}

std::string json_of(const std::string& connection, const ConnectionTest& test) {
  const AuthenticationReport& report = test.authentication;
  boost::json::object members{
      {"connection", connection},
      {"identity", report.label},
      {"granted", boost::json::array(report.granted_scopes.begin(), report.granted_scopes.end())},
      {"missing", boost::json::array(report.missing_scopes.begin(), report.missing_scopes.end())},
      {"action", test.action},
      {"took_ms", test.took.count()}};
  if (report.expires_in) {
    members["expires_in_ms"] = report.expires_in->count();
  }
  std::string text = boost::json::serialize(members);
  text.pop_back();
  return text + R"(,"result":)" + (test.result.empty() ? "null" : test.result) + "}";
}

/// As status_of_call(), for a host that cannot be asked: without an HTTP status nobody was called.
ExitStatus status_of_replay(const Failure& failure) {
  const bool is_missing = failure.status == CALLOUT_E_NOT_FOUND || failure.status == CALLOUT_E_UNSUPPORTED;
  return is_missing && !failure.problem.contains("status") ? ExitStatus::usage : exit_status_of(failure);
}

} // namespace

ExitStatus test_connection(const Context& context, const TestOptions& options) {
  Console& console = context.console;
  const auto host = open_host(context);
  if (!host) {
    console.report(host.error());
    return ExitStatus::usage;
  }
  const auto test = (*host)->test(options.connection, limits_from_now(context));
  if (!test) {
    console.print_problem(test.error());
    return context.options.replay_file ? status_of_replay(test.error())
                                       : status_of_call(**host, {options.connection, {}}, test.error());
  }
  if (options.json) {
    console.print_json(json_of(options.connection, *test));
  } else {
    console.print(report_of(options.connection, *test, console.output_palette()));
  }
  return ExitStatus::done;
}

} // namespace callout::host::cli
