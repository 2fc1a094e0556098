#include "program.hpp"

#include <cerrno>
#include <csignal>
#include <exception>
#include <system_error>

#include <sys/prctl.h>

#include "command_line.hpp"
#include "interruption.hpp"
#include "log_output.hpp"

namespace callout::host::cli {
namespace {

/// A core file of this process would hold client secrets and tokens. Leak checkers attach to the process,
/// which the same switch forbids.
void forbid_core_files() {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

ExitStatus run(const ParsedCommand& parsed, Console& console) {
  const GlobalOptions& options = parsed.options;
  std::signal(SIGPIPE, SIG_IGN); // a closed pipe is an error of write()
  const Interruption interruption;
  const LogLevel lowest = options.verbose ? LogLevel::debug : LogLevel::warn;
  return parsed.command(Context{
      console, options, interruption.token(), make_log_sink(lowest, options.log_format, options.colour)});
}

/// What was not written was not done.
ExitStatus after_output(ExitStatus status, Console& console) {
  const int error = console.output_error();
  if (error != 0 && error != EPIPE) {
    console.tell("callout: cannot write to standard output: " + std::generic_category().message(error) +
                 "\n");
  }
  return error != 0 && status == ExitStatus::done ? ExitStatus::failed : status;
}

} // namespace

int run_program(int argc, const char* const* argv) {
  forbid_core_files();
  const ParsedCommand parsed = parse_command_line(argc, argv);
  Console console(parsed.options.log_format, parsed.options.colour);
  ExitStatus status = ExitStatus::failed;
  try {
    status = run(parsed, console);
  } catch (const std::exception& error) {
    console.report(make_failure(CALLOUT_E_INTERNAL, error.what(), "this is a bug: please report it"));
  }
  return static_cast<int>(after_output(status, console));
}

} // namespace callout::host::cli
