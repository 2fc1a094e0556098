#pragma once

/// An error of a run: the language's error object, which has the shape of RFC 9457 problems.

#include <string>
#include <string_view>

#include <boost/system/result.hpp>
#include <callout/host/failure.hpp>

#include "workflow/value.hpp"

namespace callout::host::workflow {

enum class ErrorKind {
  configuration,
  validation,
  expression,
  authentication,
  authorization,
  timeout,
  communication,
  runtime,
  data,
};

/// `problem` has "type", "status", "title", "instance", mostly "detail", and what an action's problem had.
struct Fault {
  // Declared, so that this is no aggregate: a result must not take its value for an error.
  Fault() = default;

  Value problem = Value::object();
  callout_status status = CALLOUT_E_INTERNAL;
};

template <class T>
using Outcome = boost::system::result<T, Fault>;

/// https://serverlessworkflow.io/spec/1.0.0/errors/<kind>
std::string error_type(ErrorKind kind);

/// The one spelling of a standard type: those of the language's conformance kit and of its later home are
/// the same. Other types are returned as they are.
std::string normalised_error_type(std::string_view type);

/// `instance` is the pointer of the task.
Fault make_fault(ErrorKind kind, std::string_view detail, std::string_view instance);

/// The error that a failed action becomes: status of the HTTP answer where there was one, else a fitting one.
/// The problem's other members ("code", "errors", "hint", "request_id") stay readable.
Fault fault_of(const Failure& failure, std::string_view instance);

/// An error that the workflow raises: `problem` has "type" (string) and "status" (number); "title" and
/// "instance" are filled in where they are missing.
Fault raised_fault(Value problem, std::string_view instance);

/// What the caller of a run gets.
Failure failure_of(const Fault& fault);

/// The error's member as text, or empty.
std::string fault_text(const Fault& fault, std::string_view member);

[[noreturn]] void throw_exception_from_error(const Fault& fault, const boost::source_location& location);

} // namespace callout::host::workflow
