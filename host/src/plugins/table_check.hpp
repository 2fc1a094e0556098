#pragma once

#include <string>

#include <callout/plugin.h>

namespace callout::host {

/// What is wrong with a plugin's table, as the rest of a sentence that begins with its file; empty when
/// nothing is.
std::string fault_of(const callout_plugin& plugin);

} // namespace callout::host
