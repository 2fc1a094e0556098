#pragma once

/// Programs run by tests: arguments, environment, input; what they wrote and how they ended.

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace callout::testing {

struct ProcessSpec {
  std::filesystem::path program;
  std::vector<std::string> arguments;
  /// Laid over the environment of the test; nullopt takes a variable away.
  std::map<std::string, std::optional<std::string>> environment;
  std::string input; ///< its standard input, which ends after it unless keep_input_open
  bool keep_input_open = false;
  std::filesystem::path directory; ///< where it runs; empty: where the test runs
  /// Its standard output and error are one terminal (what it writes is all in `output`), else two pipes.
  bool on_terminal = false;
};

struct ProcessResult {
  int status = -1; ///< exit status; 128 + signal when a signal ended it
  int signal = 0;  ///< that signal
  std::string output;
  std::string error;
  bool timed_out = false; ///< it was killed at the time limit
};

/// A program that runs. It is killed when this is destroyed. One thread at a time.
class Process {
public:
  /// Starts it. Throws std::system_error when that fails.
  explicit Process(const ProcessSpec& spec);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();

  /// Its process id, for what the system tells about it. It stays valid until wait().
  [[nodiscard]] pid_t id() const { return child_; }

  /// The next line of its output without the line end; nullopt when none came before the limit or its end.
  std::optional<std::string> read_line(std::chrono::milliseconds limit = std::chrono::seconds(20));
  /// Reads on until its standard error has had the text; false when it did not before the limit or its end.
  bool read_error_until(std::string_view text, std::chrono::milliseconds limit = std::chrono::seconds(20));
  void send_signal(int signal) const;
  /// More of its standard input; false when it is closed.
  bool write_input(std::string_view text);
  void close_input();
  /// As a reader of its standard output that goes away.
  void close_output();
  /// Closes nothing but waits: for its output to end and for its end, and kills it at the limit.
  /// `output` lacks the lines that read_line() took.
  ProcessResult wait(std::chrono::milliseconds limit = std::chrono::seconds(60));

private:
  using Clock = std::chrono::steady_clock;
  /// One round of reading and writing; false at the end of all output or at the deadline.
  bool pump(Clock::time_point deadline);
  void feed();

  pid_t child_ = -1;
  int input_ = -1;
  int output_ = -1;
  int error_ = -1;
  bool keep_input_open_ = false;
  std::string pending_input_;
  ProcessResult result_;
};

/// Runs it to its end.
ProcessResult run_process(const ProcessSpec& spec,
                          std::chrono::milliseconds limit = std::chrono::seconds(60));

} // namespace callout::testing
