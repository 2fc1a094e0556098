#pragma once

/// JSON text from outside (inputs of a run, results of actions) into values.

#include <string_view>

#include <callout/host/failure.hpp>

#include "workflow/value.hpp"

namespace callout::host::workflow {

/// Reads one JSON document, strictly: libjq's own parser would also take NaN, +1 or lone surrogates.
/// An integer that a double cannot hold exactly (beyond 2^53) becomes a string with its digits, as I-JSON
/// (RFC 7493, section 2.2) wants it to travel. Fails with CALLOUT_E_INVALID_ARGUMENT for what is no JSON,
/// CALLOUT_E_LIMIT for more than 256 levels, numbers beyond the range of a double, or 1 GiB of text.
Result<Value> parse_json(std::string_view text);

} // namespace callout::host::workflow
