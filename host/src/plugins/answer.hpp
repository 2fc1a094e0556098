#pragma once

/// From what a plugin answered to what the host's callers get.

#include <string>
#include <string_view>

#include <callout/host/failure.hpp>

#include "open_call.hpp"

namespace callout::host {

class PluginLibrary;

/// Checks that a result is JSON and a problem an object, fills in a problem's type and title, and keeps a
/// result's text as it is; an empty result is "null". `answered` says whether complete() was called;
/// `operation` names the function for errors.
Result<std::string>
to_result(Answer answer, bool answered, std::string_view operation, const PluginLibrary& plugin);

} // namespace callout::host
