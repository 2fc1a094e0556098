#include "workflow/fault.hpp"

#include <array>
#include <stdexcept>
#include <utility>

#include <boost/json/parse.hpp>

namespace callout::host::workflow {
namespace {

constexpr std::string_view type_prefix = "https://serverlessworkflow.io/spec/1.0.0/errors/";

struct KindWords {
  ErrorKind kind;
  std::string_view name;
  std::string_view title;
  int http_status;
  callout_status status;
};

constexpr std::array<KindWords, 9> kind_words{{
    {ErrorKind::configuration, "configuration", "Configuration error", 400, CALLOUT_E_INVALID_ARGUMENT},
    {ErrorKind::validation, "validation", "Validation error", 400, CALLOUT_E_INVALID_ARGUMENT},
    {ErrorKind::expression, "expression", "Expression error", 400, CALLOUT_E_INVALID_ARGUMENT},
    {ErrorKind::authentication, "authentication", "Authentication error", 401, CALLOUT_E_UNAUTHENTICATED},
    {ErrorKind::authorization, "authorization", "Authorization error", 403, CALLOUT_E_PERMISSION_DENIED},
    {ErrorKind::timeout, "timeout", "Timeout", 408, CALLOUT_E_DEADLINE},
    {ErrorKind::communication, "communication", "Communication error", 500, CALLOUT_E_UNAVAILABLE},
    {ErrorKind::runtime, "runtime", "Runtime error", 500, CALLOUT_E_INTERNAL},
    {ErrorKind::data, "data", "Data error", 422, CALLOUT_E_INVALID_ARGUMENT},
}};

const KindWords& words_of(ErrorKind kind) {
  for (const KindWords& words : kind_words) {
    if (words.kind == kind) {
      return words;
    }
  }
  return kind_words[7];
}

struct FailureKind {
  callout_status status;
  ErrorKind kind;
  int http_status;
};

/// For failures without an HTTP answer.
constexpr std::array<FailureKind, 14> failure_kinds{{
    {CALLOUT_E_INVALID_ARGUMENT, ErrorKind::validation, 400},
    {CALLOUT_E_UNKNOWN_ACTION, ErrorKind::configuration, 404},
    {CALLOUT_E_UNAUTHENTICATED, ErrorKind::authentication, 401},
    {CALLOUT_E_PERMISSION_DENIED, ErrorKind::authorization, 403},
    {CALLOUT_E_NOT_FOUND, ErrorKind::communication, 404},
    {CALLOUT_E_CONFLICT, ErrorKind::communication, 409},
    {CALLOUT_E_RATE_LIMITED, ErrorKind::communication, 429},
    {CALLOUT_E_UNAVAILABLE, ErrorKind::communication, 503},
    {CALLOUT_E_DEADLINE, ErrorKind::timeout, 408},
    {CALLOUT_E_CANCELLED, ErrorKind::runtime, 499},
    {CALLOUT_E_OUTCOME_UNKNOWN, ErrorKind::communication, 504},
    {CALLOUT_E_UNSUPPORTED, ErrorKind::runtime, 501},
    {CALLOUT_E_LIMIT, ErrorKind::runtime, 500},
    {CALLOUT_E_PROTOCOL, ErrorKind::runtime, 502},
}};

ErrorKind kind_of_answer(int http_status) {
  switch (http_status) {
  case 401:
    return ErrorKind::authentication;
  case 403:
    return ErrorKind::authorization;
  case 408:
    return ErrorKind::timeout;
  default:
    return ErrorKind::communication;
  }
}

FailureKind kind_of(const Failure& failure) {
  const auto* const answer = failure.problem.if_contains("status");
  if (answer != nullptr && answer->is_int64() && answer->get_int64() >= 300 && answer->get_int64() < 600) {
    const int http_status = static_cast<int>(answer->get_int64());
    return {failure.status, kind_of_answer(http_status), http_status};
  }
  for (const FailureKind& row : failure_kinds) {
    if (row.status == failure.status) {
      return row;
    }
  }
  return {failure.status, ErrorKind::runtime, 500};
}

} // namespace

std::string error_type(ErrorKind kind) {
  return std::string(type_prefix) + std::string(words_of(kind).name);
}

std::string normalised_error_type(std::string_view type) {
  const std::size_t last = type.rfind('/');
  if (last == std::string_view::npos) {
    return std::string(type);
  }
  const std::string_view prefix = type.substr(0, last + 1);
  const bool standard = prefix == type_prefix ||
                        prefix == "https://serverlessworkflow.io/dsl/errors/types/" ||
                        prefix == "https://open-workflow-specification.org/spec/1.0.0/errors/" ||
                        prefix == "https://open-workflow-specification.org/dsl/errors/types/";
  return standard ? std::string(type_prefix) + std::string(type.substr(last + 1)) : std::string(type);
}

Fault make_fault(ErrorKind kind, std::string_view detail, std::string_view instance) {
  const KindWords& words = words_of(kind);
  Fault fault;
  fault.status = words.status;
  fault.problem.set("type", Value(error_type(kind)));
  fault.problem.set("status", Value(static_cast<double>(words.http_status)));
  fault.problem.set("title", Value(words.title));
  fault.problem.set("detail", Value(detail));
  fault.problem.set("instance", Value(instance));
  return fault;
}

Fault fault_of(const Failure& failure, std::string_view instance) {
  const FailureKind row = kind_of(failure);
  Fault fault;
  fault.problem = Value::from_json(failure.problem);
  fault.status = failure.status;
  fault.problem.set("type", Value(error_type(row.kind)));
  fault.problem.set("status", Value(static_cast<double>(row.http_status)));
  fault.problem.set("instance", Value(instance));
  if (!fault.problem.find("title")) {
    fault.problem.set("title", Value(words_of(row.kind).title));
  }
  return fault;
}

Fault raised_fault(Value problem, std::string_view instance) {
  Fault fault;
  fault.problem = std::move(problem);
  std::string_view title = "Error raised by the workflow";
  const std::string type = normalised_error_type(fault_text(fault, "type"));
  for (const KindWords& words : kind_words) {
    if (type == error_type(words.kind)) {
      fault.status = words.status;
      title = words.title;
    }
  }
  if (!fault.problem.find("title")) {
    fault.problem.set("title", Value(title));
  }
  if (!fault.problem.find("instance")) {
    fault.problem.set("instance", Value(instance));
  }
  return fault;
}

Failure failure_of(const Fault& fault) {
  boost::json::parse_options options;
  options.max_depth = 1000; // deeper than parse_json() lets anything in
  return Failure{fault.status, boost::json::parse(fault.problem.dump(), {}, options).as_object()};
}

std::string fault_text(const Fault& fault, std::string_view member) {
  const auto found = fault.problem.find(member);
  return found ? std::string(found->text()) : std::string();
}

void throw_exception_from_error(const Fault& fault, const boost::source_location&) {
  throw std::runtime_error(fault_text(fault, "detail"));
}

} // namespace callout::host::workflow
