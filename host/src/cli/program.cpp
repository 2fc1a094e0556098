#include "program.hpp"

#include <cerrno>
#include <csignal>
#include <exception>
#include <memory>
#include <system_error>

#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "command_line.hpp"
#include "interruption.hpp"
#include "log_output.hpp"
#include "statistics_report.hpp"

namespace callout::host::cli {
namespace {

/// A core file of this process would hold client secrets and tokens. Leak checkers attach to the process,
/// which the same switch forbids.
void forbid_core_files() {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

/// What is opened next would get the number of a standard stream that is closed, and answers would be written
/// into a recording. The wrong way round, so that reading or writing such a stream stays an error.
void fill_standard_descriptors() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) < 0) {                                  // NOLINT(*-vararg): the only way
      ::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY); // NOLINT(*-vararg): see above
    }
  }
}

ExitStatus run(const ParsedCommand& parsed, Console& console) {
  const GlobalOptions& options = parsed.options;
  std::signal(SIGPIPE, SIG_IGN); // a closed pipe is an error of write(),
  std::signal(SIGXFSZ, SIG_IGN); // and so is a file that may not grow
  const Interruption interruption;
  const LogLevel lowest = options.verbose ? LogLevel::debug : LogLevel::warn;
  const auto statistics = options.stats ? std::make_shared<Statistics>() : nullptr;
  const ExitStatus status = parsed.command(Context{console,
                                                   options,
                                                   interruption.token(),
                                                   make_log_sink(lowest, options.log_format, options.colour),
                                                   statistics});
  if (statistics) {
    const StatisticsReport report = statistics->report();
    console.tell(options.stats_as_json ? statistics_json(report)
                                       : statistics_text(report, console.error_palette()));
  }
  return status;
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
  fill_standard_descriptors();
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
