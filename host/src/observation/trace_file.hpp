#pragma once

/// HTTP exchanges as plugins trace them, one a line.

#include <chrono>
#include <filesystem>
#include <string>
#include <utility>

#include <callout/host/log.hpp>

#include "line_file.hpp"

namespace callout::host {

/// A time of the system's clock as RFC 3339 has it, in UTC with milliseconds.
std::string timestamp(std::chrono::system_clock::time_point time);

/// Takes trace records named "HTTP exchange" and "HTTP exchange failed" (docs/plugin-authors.md, "HTTP
/// exchanges"), and ignores others. Thread-safe.
class TraceFile {
public:
  /// The file is created as one that only its owner can read; a trace that is there goes on.
  static Result<TraceFile> open(const std::filesystem::path& file);

  /// `record` is redacted. errno of a write that failed, or 0.
  [[nodiscard]] int write(const LogRecord& record) const;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
  TraceFile(std::filesystem::path path, LineFile file) : path_(std::move(path)), file_(std::move(file)) {}

  std::filesystem::path path_;
  LineFile file_;
};

} // namespace callout::host
