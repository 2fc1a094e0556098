#include "recording/recording_reader.hpp"

#include <fstream>
#include <map>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include <boost/json/value.hpp>

#include "json_text.hpp"
#include "plugins/answer.hpp"
#include "recording/recorder.hpp"

namespace callout::host {
namespace {

namespace json = boost::json;

std::optional<callout_status> status_of_name(std::string_view name) {
  for (callout_status status = CALLOUT_E_INTERNAL; status >= CALLOUT_E_PROTOCOL; --status) {
    if (status_name(status) == name) {
      return status;
    }
  }
  return std::nullopt;
}

/// Members of a line, their values as JSON text.
using Members = std::map<std::string, std::string, std::less<>>;

/// The text of a string, or nothing.
std::optional<std::string> text_of(const Members& members, std::string_view name) {
  const auto member = members.find(name);
  const auto value =
      member != members.end() ? parse_json(member->second) : Result<json::value>(json::value());
  return value && value->is_string() ? std::optional<std::string>(value->get_string()) : std::nullopt;
}

std::vector<std::string> texts_of(const json::value& object, std::string_view name) {
  std::vector<std::string> texts;
  const auto* const members = object.if_object();
  const auto* const list = members != nullptr ? members->if_contains(name) : nullptr;
  if (list != nullptr && list->is_array()) {
    for (const json::value& item : list->get_array()) {
      texts.emplace_back(item.is_string() ? std::string_view(item.get_string()) : std::string_view());
    }
  }
  return texts;
}

std::optional<std::chrono::milliseconds> milliseconds_of(const json::value& value) {
  boost::system::error_code error;
  const auto number = value.is_number() ? value.to_number<std::int64_t>(error) : -1;
  return !error && number >= 0 ? std::optional(std::chrono::milliseconds(number)) : std::nullopt;
}

AuthenticationReport report_of(const json::value& authentication) {
  AuthenticationReport report;
  report.granted_scopes = texts_of(authentication, "granted");
  report.missing_scopes = texts_of(authentication, "missing");
  if (const auto* const members = authentication.if_object()) {
    const auto* const label = members->if_contains("label");
    report.label = label != nullptr && label->is_string() ? std::string(label->get_string()) : std::string();
    const auto* const lifetime = members->if_contains("expires_in_ms");
    report.expires_in = lifetime != nullptr ? milliseconds_of(*lifetime) : std::nullopt;
  }
  return report;
}

json::value value_of(const Members& members, std::string_view name) {
  const auto member = members.find(name);
  auto value = member != members.end() ? parse_json(member->second) : Result<json::value>(json::value());
  return value ? std::move(*value) : json::value();
}

/// Reads one line; what is wrong with it is the rest of a sentence that names its place.
class LineReader {
public:
  explicit LineReader(Members members) : members_(std::move(members)) {}

  std::string read(RecordedLine& line) {
    if (!read_kind(line)) {
      return R"("kind" is none of "call", "description" and "test")";
    }
    const auto connection = text_of(members_, "connection");
    const auto action = text_of(members_, "action");
    if (!connection || (!action && line.kind != RecordedLine::Kind::test)) {
      return R"("connection" or "action" is missing)";
    }
    line.connection = *connection;
    line.action = action.value_or(std::string());
    line.dry_run = value_of(members_, "dry_run") == json::value(true);
    if (const auto input = members_.find("input"); input != members_.end()) {
      line.input = input->second;
    }
    return read_outcome(line);
  }

private:
  bool read_kind(RecordedLine& line) const {
    const auto name = text_of(members_, "kind");
    line.kind = name == "test"          ? RecordedLine::Kind::test
                : name == "description" ? RecordedLine::Kind::description
                                        : RecordedLine::Kind::call;
    return name == "test" || name == "description" || name == "call";
  }

  std::string read_outcome(RecordedLine& line) {
    const auto status = text_of(members_, "status");
    const auto result = members_.find("result");
    if (status == "ok" && result != members_.end()) {
      line.outcome = std::move(result->second);
    } else {
      const auto number = status ? status_of_name(*status) : std::nullopt;
      json::value problem = value_of(members_, "problem");
      if (!number || !problem.is_object()) {
        return R"("status" is neither "ok" with a "result" nor that of a "problem")";
      }
      line.outcome = Failure{*number, std::move(problem.get_object())};
    }
    if (line.kind == RecordedLine::Kind::test) {
      line.test = test_of(line);
    }
    return {};
  }

  [[nodiscard]] Result<ConnectionTest> test_of(const RecordedLine& line) const {
    if (!line.outcome) {
      return line.outcome.error();
    }
    ConnectionTest test;
    test.authentication = report_of(value_of(members_, "authentication"));
    test.action = line.action;
    test.result = *line.outcome;
    test.took = milliseconds_of(value_of(members_, "took_ms")).value_or(std::chrono::milliseconds());
    return test;
  }

  Members members_;
};

Failure unusable(const std::filesystem::path& file, std::size_t line, std::string_view why) {
  return make_failure(CALLOUT_E_INVALID_ARGUMENT,
                      file.string() + ":" + std::to_string(line) + ": " + std::string(why),
                      "Mend or delete the line, or record again with --record into a new file.");
}

Result<RecordedLine>
read_line(const std::filesystem::path& file, std::size_t number, const std::string& text) {
  auto members = split_object(text, file.string() + ":" + std::to_string(number));
  if (!members) {
    Failure failure = members.error();
    failure.problem["hint"] = unusable(file, number, {}).problem["hint"];
    return failure;
  }
  Members by_name;
  for (RawMember& member : *members) {
    by_name.emplace(std::move(member.name), std::move(member.value));
  }
  RecordedLine line;
  line.number = number;
  const std::string fault = LineReader(std::move(by_name)).read(line);
  return fault.empty() ? Result<RecordedLine>(std::move(line)) : unusable(file, number, fault);
}

Failure no_recording(const std::filesystem::path& file, std::string_view first_line) {
  const bool is_other_version = first_line.starts_with(R"({"callout_recording":)");
  return make_failure(
      CALLOUT_E_INVALID_ARGUMENT,
      file.string() + ":1: " +
          (is_other_version ? "a recording of a version that this program cannot read"
                            : "this is no recording: its first line is not " + std::string(recording_head)),
      is_other_version ? "Replay it with the program that recorded it." : "Make one with --record.");
}

} // namespace

Result<std::vector<RecordedLine>> read_recording(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::error_code ignored;
  if (!stream || std::filesystem::is_directory(file, ignored)) {
    return make_failure(CALLOUT_E_INVALID_ARGUMENT,
                        "the recording " + file.string() + " cannot be read",
                        "Give a file that --record made and that you may read.");
  }
  std::string text;
  std::getline(stream, text);
  if (text != recording_head) {
    return no_recording(file, text);
  }
  std::vector<RecordedLine> lines;
  for (std::size_t number = 2; std::getline(stream, text); ++number) {
    if (text.empty()) {
      continue;
    }
    auto line = read_line(file, number, text);
    if (!line) {
      return line.error();
    }
    lines.push_back(std::move(*line));
  }
  return lines;
}

} // namespace callout::host
