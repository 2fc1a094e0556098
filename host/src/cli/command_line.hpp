#pragma once

/// The program's arguments.

#include <functional>

#include "commands.hpp"

namespace callout::host::cli {

/// What the arguments ask for. Also --help, --version and a mistake are commands: they print and end.
struct ParsedCommand {
  GlobalOptions options;
  std::function<ExitStatus(const Context&)> command;
};

/// Never fails: a mistake becomes a command that reports it and ends with ExitStatus::usage.
ParsedCommand parse_command_line(int argc, const char* const* argv);

} // namespace callout::host::cli
