#pragma once

/// What a plugin's answer means.

#include <string>
#include <string_view>

#include <boost/json/value.hpp>
#include <callout/host/failure.hpp>

#include "plugins/open_call.hpp"

namespace callout::host {

/// Whether the text is one JSON value (RFC 8259, UTF-8, at most 256 levels); builds no tree.
bool is_json(std::string_view text);

/// Whether every number in it can be written as JSON: Boost.JSON reads 1e309 as infinity.
bool is_finite(const boost::json::value& value);

/// The same, with the value, whose numbers are finite. Unlike json::parse it takes those 256 levels and does
/// not throw.
Result<boost::json::value> parse_json(std::string_view text, boost::json::storage_ptr storage = {});

/// CALLOUT_E_PROTOCOL: `subject` ("hello.greet") did what a plugin must not do.
Failure broken_contract(std::string_view subject, std::string_view how);

/// A result as the plugin wrote it ("null" for an empty one), or a failure that is complete: what the plugin
/// left out of its problem comes from the status. `subject` ("pagerduty.listUsers") begins the details that
/// are the host's own.
Result<std::string> result_of(CallOutcome outcome, const CallLimits& limits, std::string_view subject);

/// The failure of an operation that has no result to offer (create).
Failure failure_of(CallOutcome outcome, const CallLimits& limits, std::string_view subject);

} // namespace callout::host
