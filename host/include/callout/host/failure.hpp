#pragma once

/// The host's error: a status of the ABI and the problem object (RFC 9457) that people and programs see.

#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/system/result.hpp>
#include <callout/plugin.h>

namespace callout::host {

/// `problem` has at least "type" (urn:callout:problem:<status name>), "title" and "detail"; optional are
/// "status" (HTTP), "code", "errors", "request_id", "retryable", "retry_after_ms" and "hint". No secrets.
struct Failure {
  callout_status status = CALLOUT_E_INTERNAL;
  boost::json::object problem;

  /// The detail, else the title: one sentence for a person.
  [[nodiscard]] std::string message() const;
};

template <class T>
using Result = boost::system::result<T, Failure>;

/// What went wrong and where, and what to do about it (`hint` may be empty).
Failure make_failure(callout_status status, std::string_view detail, std::string_view hint = {});

/// A status in words that are also the last part of a problem's type: "invalid-argument".
/// Unknown negative values read "internal" (rule R6 of the ABI).
std::string_view status_name(callout_status status);

/// Makes `result.value()` of a failed Result throw std::runtime_error with the message.
[[noreturn]] void throw_exception_from_error(const Failure& failure, const boost::source_location& location);

} // namespace callout::host
