#pragma once

/// What the config of every connector says about repetitions.

#include <string_view>

#include <callout/rest/config_reader.hpp>
#include <callout/rest/retry_policy.hpp>

namespace callout::rest {

/// JSON Schema of the member `retry`, as text.
extern const std::string_view retry_property;

/// Reads the member `retry`; without it, the defaults. Throws sdk::ProblemException as the reader does.
RetryOptions read_retry_options(const ConfigReader& reader);

} // namespace callout::rest
