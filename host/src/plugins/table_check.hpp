#pragma once

#include <string>

#include <callout/plugin.h>

namespace callout::host {

/// What is wrong with a plugin's table, and what to do about it.
struct TableFault {
  std::string text; ///< the rest of a sentence that begins with the file; empty when nothing is wrong
  std::string hint;
};

TableFault fault_of(const callout_plugin& plugin);

} // namespace callout::host
