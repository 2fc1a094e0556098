#include "plugins/answer.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>

namespace callout::host {
namespace {

namespace json = boost::json;

constexpr std::size_t max_depth = 256;
constexpr std::string_view plugin_bug = "This is a bug of the plugin: report it to its author.";

/// Takes the parser's events and keeps nothing.
struct NothingKept {
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

  using Error = boost::system::error_code;
  using Text = json::string_view;

  // NOLINTBEGIN(readability-convert-member-functions-to-static): basic_parser's handler concept
  bool on_document_begin(Error&) { return true; }

  bool on_document_end(Error&) { return true; }

  bool on_object_begin(Error&) { return true; }

  bool on_object_end(std::size_t, Error&) { return true; }

  bool on_array_begin(Error&) { return true; }

  bool on_array_end(std::size_t, Error&) { return true; }

  bool on_key_part(Text, std::size_t, Error&) { return true; }

  bool on_key(Text, std::size_t, Error&) { return true; }

  bool on_string_part(Text, std::size_t, Error&) { return true; }

  bool on_string(Text, std::size_t, Error&) { return true; }

  bool on_number_part(Text, Error&) { return true; }

  bool on_int64(std::int64_t, Text, Error&) { return true; }

  bool on_uint64(std::uint64_t, Text, Error&) { return true; }

  bool on_double(double, Text, Error&) { return true; }

  bool on_bool(bool, Error&) { return true; }

  bool on_null(Error&) { return true; }

  bool on_comment_part(Text, Error&) { return true; }

  bool on_comment(Text, Error&) { return true; }

  // NOLINTEND(readability-convert-member-functions-to-static)
};

/// Numbers that are not the plugin's to use, or of a later minor (rule R6).
callout_status known_status(callout_status status) {
  return status < CALLOUT_E_PROTOCOL ? callout_status{CALLOUT_E_INTERNAL} : status;
}

/// The plugin said nothing but the status.
Failure plain_failure(callout_status status, std::string_view subject) {
  const std::string what(subject);
  switch (status) {
  case CALLOUT_E_DEADLINE:
    return make_failure(
        status, what + " did not end before its deadline", "Give it more time with --timeout.");
  case CALLOUT_E_CANCELLED:
    return make_failure(status, what + " was cancelled");
  default:
    return make_failure(status, what + " failed without saying why");
  }
}

/// The plugin's problem, made whole.
Failure problem_failure(callout_status status, std::string_view text, std::string_view subject) {
  Failure failure = plain_failure(status, subject);
  auto problem = parse_json(text);
  if (!problem || !problem->is_object()) {
    failure.problem["hint"] = "The plugin's problem is no JSON object. " + std::string(plugin_bug);
    return failure;
  }
  failure.problem.erase("hint");
  for (auto& [member, value] : problem->get_object()) {
    const bool is_standard = member == "type" || member == "title" || member == "detail";
    if (!is_standard || value.is_string()) {
      failure.problem.insert_or_assign(member, std::move(value));
    }
  }
  return failure;
}

/// A call that ended for its deadline says so, though the plugin saw only the cancel.
callout_status cause_of(callout_status status, const CallLimits& limits) {
  const bool was_late = limits.deadline != std::chrono::steady_clock::time_point::max() &&
                        std::chrono::steady_clock::now() >= limits.deadline;
  return status == CALLOUT_E_CANCELLED && !limits.stop.stop_requested() && was_late
             ? callout_status{CALLOUT_E_DEADLINE}
             : status;
}

Failure unanswered(const CallOutcome& outcome, const CallLimits& limits, std::string_view subject) {
  if (outcome.returned < 0) {
    return plain_failure(cause_of(known_status(outcome.returned), limits), subject);
  }
  if (outcome.abandoned == nullptr) {
    return broken_contract(subject, "it returned success without an answer; whether it acted is not known");
  }
  if (!outcome.abandoned->terms().allows_pending) {
    return broken_contract(subject, "it wants to answer later without CALLOUT_PLUGIN_ASYNC");
  }
  return plain_failure(limits.stop.stop_requested() ? CALLOUT_E_CANCELLED : CALLOUT_E_DEADLINE, subject);
}

} // namespace

Failure broken_contract(std::string_view subject, std::string_view how) {
  return make_failure(CALLOUT_E_PROTOCOL,
                      std::string(subject).append(": the plugin broke the contract: ").append(how),
                      plugin_bug);
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the parser lets a value be
bool is_finite(const json::value& value) {
  if (const auto* const items = value.if_array()) {
    return std::all_of(items->begin(), items->end(), is_finite);
  }
  if (const auto* const members = value.if_object()) {
    return std::all_of(
        members->begin(), members->end(), [](const auto& member) { return is_finite(member.value()); });
  }
  const double* const number = value.if_double();
  return number == nullptr || std::isfinite(*number);
}

Result<json::value> parse_json(std::string_view text, json::storage_ptr storage) {
  json::parse_options options;
  options.max_depth = max_depth;
  boost::system::error_code error;
  json::value value = json::parse(text, error, std::move(storage), options);
  if (error) {
    return make_failure(CALLOUT_E_PROTOCOL, "not JSON: " + error.message());
  }
  if (!is_finite(value)) {
    return make_failure(CALLOUT_E_PROTOCOL, "not JSON: a number is too large");
  }
  return value;
}

bool is_json(std::string_view text) {
  json::parse_options options;
  options.max_depth = max_depth;
  json::basic_parser<NothingKept> parser(options);
  boost::system::error_code error;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
  return !error && used == text.size();
}

Result<std::string> result_of(CallOutcome outcome, const CallLimits& limits, std::string_view subject) {
  if (!outcome.answer || outcome.answer->status < 0) {
    return failure_of(std::move(outcome), limits, subject);
  }
  std::string& text = outcome.answer->json;
  if (text.empty()) {
    return std::string("null");
  }
  if (!is_json(text)) {
    return broken_contract(subject, "its answer is not JSON; whether it acted is not known");
  }
  return std::move(text);
}

Failure failure_of(CallOutcome outcome, const CallLimits& limits, std::string_view subject) {
  if (!outcome.answer) {
    return unanswered(outcome, limits, subject);
  }
  const callout_status given = outcome.answer->status < 0 ? outcome.answer->status : outcome.returned;
  const callout_status status = cause_of(known_status(given), limits);
  return outcome.answer->json.empty() ? plain_failure(status, subject)
                                      : problem_failure(status, outcome.answer->json, subject);
}

} // namespace callout::host
