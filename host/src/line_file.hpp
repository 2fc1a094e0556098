#pragma once

/// Files of lines that only their owner may read.

#include <filesystem>
#include <memory>
#include <mutex>
#include <string_view>

#include <callout/host/failure.hpp>

namespace callout::host {

/// Thread-safe. Lines of several threads and processes stay whole.
class LineFile {
public:
  /// Creates the file, readable by its owner alone, with `head` as its first line, or goes on in one that
  /// begins so, belongs to this process's user and from now on is their own; any other file is left as it is.
  /// `purpose` tells in failures what it is for: "recording".
  static Result<LineFile>
  open(const std::filesystem::path& file, std::string_view head, std::string_view purpose);
  LineFile(LineFile&& other) noexcept;
  LineFile& operator=(LineFile&&) = delete;
  LineFile(const LineFile&) = delete;
  LineFile& operator=(const LineFile&) = delete;
  ~LineFile();

  /// Hands the line, which has its line end, to the system at once: a crash of this process loses nothing.
  /// A line that does not fit on the disk is taken back whole. errno, or 0.
  [[nodiscard]] int append(std::string_view line) const;

private:
  explicit LineFile(int descriptor) : descriptor_(descriptor) {}

  /// What keeps it from going on there, or empty.
  [[nodiscard]] std::string_view begin(std::string_view head) const;
  [[nodiscard]] std::string_view begin_locked(std::string_view head) const;
  [[nodiscard]] int append_locked(std::string_view line) const;

  int descriptor_;
  std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>(); // the file's lock is the process's
};

} // namespace callout::host
