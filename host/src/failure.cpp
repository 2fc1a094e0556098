#include <array>
#include <stdexcept>
#include <utility>

#include <callout/host/failure.hpp>

namespace callout::host {
namespace {

struct StatusWords {
  callout_status status;
  std::string_view name;
  std::string_view title;
};

constexpr std::array<StatusWords, 15> status_words{{
    {CALLOUT_E_INTERNAL, "internal", "Internal error"},
    {CALLOUT_E_INVALID_ARGUMENT, "invalid-argument", "Invalid argument"},
    {CALLOUT_E_UNKNOWN_ACTION, "unknown-action", "Unknown action"},
    {CALLOUT_E_UNAUTHENTICATED, "unauthenticated", "Not authenticated"},
    {CALLOUT_E_PERMISSION_DENIED, "permission-denied", "Permission denied"},
    {CALLOUT_E_NOT_FOUND, "not-found", "Not found"},
    {CALLOUT_E_CONFLICT, "conflict", "Conflict"},
    {CALLOUT_E_RATE_LIMITED, "rate-limited", "Rate limited"},
    {CALLOUT_E_UNAVAILABLE, "unavailable", "Unavailable"},
    {CALLOUT_E_DEADLINE, "deadline", "Deadline passed"},
    {CALLOUT_E_CANCELLED, "cancelled", "Cancelled"},
    {CALLOUT_E_OUTCOME_UNKNOWN, "outcome-unknown", "Outcome unknown"},
    {CALLOUT_E_UNSUPPORTED, "unsupported", "Not supported"},
    {CALLOUT_E_LIMIT, "limit", "Limit exceeded"},
    {CALLOUT_E_PROTOCOL, "protocol", "Plugin contract broken"},
}};

const StatusWords& words_of(callout_status status) {
  for (const StatusWords& words : status_words) {
    if (words.status == status) {
      return words;
    }
  }
  return status_words.front();
}

} // namespace

std::string Failure::message() const {
  for (const std::string_view member : {"detail", "title"}) {
    const auto* const value = problem.if_contains(member);
    if (value != nullptr && value->is_string() && !value->get_string().empty()) {
      return std::string(value->get_string());
    }
  }
  return std::string(words_of(status).title);
}

Failure make_failure(callout_status status, std::string_view detail, std::string_view hint) {
  const StatusWords& words = words_of(status);
  boost::json::object problem{
      {"type", "urn:callout:problem:" + std::string(words.name)}, {"title", words.title}, {"detail", detail}};
  if (!hint.empty()) {
    problem["hint"] = hint;
  }
  return Failure{status, std::move(problem)};
}

std::string_view status_name(callout_status status) {
  return words_of(status).name;
}

void throw_exception_from_error(const Failure& failure, const boost::source_location&) {
  throw std::runtime_error(failure.message());
}

} // namespace callout::host
