#include "recording/replayer.hpp"

#include <algorithm>
#include <utility>

#include "nearest_name.hpp"
#include "recording/recorded_json.hpp"

namespace callout::host {
namespace {

constexpr std::size_t longest_input = 160; // of one that is shown
constexpr std::size_t most_inputs = 3;
constexpr const char* code = "callout.not-recorded";

std::string full_name(std::string_view connection, std::string_view action) {
  return std::string(connection).append(".").append(action);
}

/// The one whose turn it is; the last one for ever.
template <class Answers>
const auto& next_of(Answers& answers) {
  const std::size_t index = std::min(answers.given, answers.recorded.size() - 1);
  ++answers.given;
  return answers.recorded[index];
}

Failure missing(std::string_view detail, std::string_view hint) {
  Failure failure = make_failure(CALLOUT_E_UNSUPPORTED, detail, hint);
  failure.problem["code"] = code;
  return failure;
}

} // namespace

Result<std::unique_ptr<Replayer>> Replayer::open(const std::filesystem::path& file, LogChannel log) {
  auto lines = read_recording(file);
  if (!lines) {
    return lines.error();
  }
  std::unique_ptr<Replayer> replayer(new Replayer(file, std::move(log)));
  for (RecordedLine& line : *lines) {
    replayer->keep(std::move(line));
  }
  return replayer;
}

Replayer::Replayer(std::filesystem::path file, LogChannel log)
    : file_(std::move(file)), log_(std::move(log)) {}

void Replayer::keep(RecordedLine line) {
  switch (line.kind) {
  case RecordedLine::Kind::description:
    descriptions_.insert_or_assign(full_name(line.connection, line.action), std::move(line.outcome));
    return;
  case RecordedLine::Kind::test:
    tests_[line.connection].recorded.push_back(std::move(line.test));
    return;
  default:
    auto& calls = line.dry_run ? dry_runs_ : calls_;
    // As inputs are when they are looked for: a recording by hand may show what is secret by its name.
    const std::string input = canonical_json(recorded_json(line.input, no_secrets_));
    calls[full_name(line.connection, line.action)][input].recorded.push_back(
        {std::move(line.outcome), line.number});
  }
}

// The same input, else one that is the same but for secrets.
Replayer::Answers* Replayer::find(Calls& calls, std::string_view name, std::string_view given) {
  const auto action = calls.find(name);
  if (action == calls.end()) {
    return nullptr;
  }
  const std::string input = canonical_json(recorded_json(given, no_secrets_));
  auto answers = action->second.find(input);
  if (answers == action->second.end()) {
    answers = std::find_if(action->second.begin(), action->second.end(), [&](const auto& recorded) {
      return matches_recorded(recorded.first, input);
    });
  }
  return answers != action->second.end() ? &answers->second : nullptr;
}

Result<std::string> Replayer::invoke(const Invocation& invocation) {
  const std::string name = full_name(invocation.connection, invocation.action);
  Calls& calls = invocation.dry_run ? dry_runs_ : calls_;
  if (Answers* const answers = find(calls, name, invocation.input)) {
    const std::lock_guard lock(mutex_);
    return next_of(*answers).outcome;
  }
  const Failure failure = not_recorded(name, calls);
  write_log(log_,
            LogLevel::warn,
            "host",
            "a call was not recorded",
            {{"action", name}, {"recording", file_.string()}});
  return failure;
}

Result<std::string> Replayer::describe_action(std::string_view connection, std::string_view action) {
  const std::string name = full_name(connection, action);
  const auto found = descriptions_.find(name);
  if (found != descriptions_.end()) {
    return found->second;
  }
  std::vector<std::string_view> names;
  for (const auto& [known, description] : descriptions_) {
    names.emplace_back(known);
  }
  const std::string nearest = nearest_names_hint(name, names);
  return missing(file_.string() + " does not know " + name + ": it was not called while that was recorded",
                 nearest.empty() ? "Record it again with --record." : nearest);
}

Result<ConnectionTest> Replayer::test(std::string_view connection) {
  const std::lock_guard lock(mutex_);
  const auto found = tests_.find(connection);
  if (found == tests_.end()) {
    return missing(file_.string() + " has no test of connection " + std::string(connection),
                   "Record one with callout test --record.");
  }
  return next_of(found->second);
}

Failure Replayer::not_recorded(const std::string& name, const Calls& calls) const {
  const auto action = calls.find(name);
  if (action == calls.end()) {
    std::vector<std::string_view> names;
    for (const auto& [known, inputs] : calls) {
      names.emplace_back(known);
    }
    const std::string nearest = nearest_names_hint(name, names);
    return missing(file_.string() + " has no call of " + name + (&calls == &dry_runs_ ? " as a dry run" : ""),
                   nearest.empty() ? "Record it with --record." : nearest);
  }
  std::map<std::size_t, std::string_view> by_line;
  for (const auto& [input, answers] : action->second) {
    by_line.emplace(answers.recorded.front().line, input);
  }
  std::string recorded;
  std::size_t shown = 0;
  for (const auto& [line, input] : by_line) {
    if (shown++ == most_inputs) {
      recorded += ", and " + std::to_string(by_line.size() - most_inputs) + " more";
      break;
    }
    recorded += (recorded.empty() ? "line " : ", line ") + std::to_string(line) + " ";
    recorded.append(input.substr(0, longest_input)).append(input.size() > longest_input ? "..." : "");
  }
  return missing(file_.string() + " has no call of " + name + " with this input; it has " + recorded,
                 "Call it with an input that was recorded, or record it again with --record.");
}

} // namespace callout::host
