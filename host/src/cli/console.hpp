#pragma once

/// The program's two streams: results on standard output, everything for people on standard error.

#include <atomic>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include <callout/host/failure.hpp>

#include "palette.hpp"

namespace callout::host::cli {

enum class LogFormat { text, json };

/// Thread-safe. A stream that was closed by its reader swallows what follows.
class Console {
public:
  enum class Colour { automatic, never };

  Console(LogFormat format, Colour colour);

  /// To standard output, as it is.
  void print(std::string_view text);
  /// An answer in JSON with a line end: on a terminal indented, else byte for byte.
  void print_json(std::string_view json);
  /// To standard error, as it is.
  void tell(std::string_view text);

  /// A failure as a sentence with its hint; with LogFormat::json its problem object on one line.
  void report(const Failure& failure);
  /// A failure as its problem object: indented, with LogFormat::json on one line.
  void print_problem(const Failure& failure);

  /// Columns of the terminal that standard output is, 100 when it does not say; nullopt when it is none.
  [[nodiscard]] std::optional<std::size_t> output_width() const;

  [[nodiscard]] bool error_is_terminal() const { return error_is_terminal_; }

  [[nodiscard]] LogFormat format() const { return format_; }

  [[nodiscard]] const Palette& output_palette() const { return output_palette_; }

  [[nodiscard]] const Palette& error_palette() const { return error_palette_; }

  /// errno of the first write to standard output that failed, else 0.
  [[nodiscard]] int output_error() const { return output_error_; }

private:
  LogFormat format_;
  bool output_is_terminal_;
  bool error_is_terminal_;
  Palette output_palette_;
  Palette error_palette_;
  std::mutex output_mutex_;
  std::mutex error_mutex_;
  std::atomic<int> output_error_ = 0;
};

} // namespace callout::host::cli
