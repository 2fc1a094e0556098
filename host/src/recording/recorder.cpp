#include "recording/recorder.hpp"

#include <cerrno>
#include <chrono>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "plugins/answer.hpp"
#include "recording/recorded_json.hpp"

namespace callout::host {
namespace {

namespace json = boost::json;
using Clock = std::chrono::steady_clock;

std::int64_t milliseconds_since(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count();
}

/// The object without its closing brace, so that members in JSON text can follow.
std::string opened(const json::object& members) {
  std::string text = json::serialize(members);
  text.pop_back();
  return text;
}

json::object members_of(const AuthenticationReport& report) {
  json::object members{{"label", report.label},
                       {"granted", json::array(report.granted_scopes.begin(), report.granted_scopes.end())},
                       {"missing", json::array(report.missing_scopes.begin(), report.missing_scopes.end())}};
  if (report.expires_in) {
    members["expires_in_ms"] = report.expires_in->count();
  }
  return members;
}

} // namespace

Result<std::unique_ptr<Recorder>> Recorder::open(const std::filesystem::path& file, HostCore& core) {
  auto lines = LineFile::open(file, recording_head, "recording");
  if (!lines) {
    return lines.error();
  }
  return std::unique_ptr<Recorder>(new Recorder(file, std::move(*lines), core));
}

Recorder::Recorder(std::filesystem::path path, LineFile file, HostCore& core)
    : path_(std::move(path)), file_(std::move(file)), core_(core) {}

Result<std::string> Recorder::invoke(const Invocation& invocation) {
  describe_once(invocation.connection, invocation.action);
  const auto started = Clock::now();
  auto outcome = core_.invoke(invocation);
  const std::int64_t took = milliseconds_since(started);
  const std::string input = recorded_json(invocation.input, core_.redactor());
  write({{"kind", "call"},
         {"connection", invocation.connection},
         {"plugin", core_.plugin_of(invocation.connection)},
         {"action", invocation.action},
         {"dry_run", invocation.dry_run},
         {"took_ms", took}},
        R"(,"input":)" + input,
        outcome);
  return outcome;
}

Result<std::string> Recorder::describe_action(std::string_view connection, std::string_view action) {
  auto text = core_.describe_action(connection, action);
  if (is_first(connection, action)) {
    write_description(connection, action, text);
  }
  return text;
}

Result<ConnectionTest> Recorder::test(std::string_view connection, const CallLimits& limits) {
  auto outcome = core_.test(connection, limits);
  json::object start{{"kind", "test"}, {"connection", connection}, {"plugin", core_.plugin_of(connection)}};
  if (!outcome) {
    write(start, {}, outcome.error());
    return outcome;
  }
  start["took_ms"] = outcome->took.count();
  start["action"] = outcome->action;
  const std::string report = json::serialize(members_of(outcome->authentication));
  write(start,
        R"(,"authentication":)" + recorded_json(report, core_.redactor()),
        outcome->result.empty() ? std::string("null") : outcome->result);
  return outcome;
}

void Recorder::describe_once(std::string_view connection, std::string_view action) {
  if (is_first(connection, action)) {
    write_description(connection, action, core_.describe_action(connection, action));
  }
}

void Recorder::write_description(std::string_view connection,
                                 std::string_view action,
                                 const Result<std::string>& text) {
  append({{"kind", "description"},
          {"connection", connection},
          {"plugin", core_.plugin_of(connection)},
          {"action", action}},
         {},
         text ? recorded_description(*text, core_.redactor()) : text);
}

bool Recorder::is_first(std::string_view connection, std::string_view action) {
  const std::lock_guard lock(mutex_);
  return described_.emplace(connection, action).second;
}

void Recorder::write(const json::object& start, std::string_view more, const Result<std::string>& outcome) {
  append(start, more, outcome ? recorded_json(*outcome, core_.redactor()) : outcome);
}

void Recorder::append(const json::object& start, std::string_view more, const Result<std::string>& recorded) {
  std::string line = opened(start).append(more).append(R"(,"status":")");
  if (recorded) {
    line.append(R"(ok","result":)").append(*recorded).append("}");
  } else {
    const std::string problem = json::serialize(recorded.error().problem);
    line.append(status_name(recorded.error().status)).append(R"(","problem":)");
    line.append(recorded_json(problem, core_.redactor())).append("}");
  }
  // One line that is no JSON would make the whole recording useless.
  const int error = is_json(line) ? file_.append(line + "\n") : EILSEQ;
  if (error != 0 && !has_failed_.exchange(true)) {
    write_log(core_.log(),
              LogLevel::error,
              "host",
              "the recording cannot be written, so it lacks calls",
              {{"file", path_.string()}, {"reason", LineFile::reason(error)}});
  }
}

} // namespace callout::host
