#pragma once

/// The program from its arguments to its exit status.

namespace callout::host::cli {

/// Everything main() does: keeps secrets out of core files, reads the arguments, runs the command.
int run_program(int argc, const char* const* argv);

} // namespace callout::host::cli
