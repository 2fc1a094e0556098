#pragma once

/// Files of lines that only their owner may read.

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include <callout/host/failure.hpp>

namespace callout::host {

/// Thread-safe. Lines of several threads and processes stay whole.
class LineFile {
public:
  /// Creates the file, readable by its owner alone, with `head` as its first line, or goes on in one that
  /// begins so and belongs to the user, which others may not read from then on; any other file is left as it
  /// is. `purpose` tells in failures what it is for: "recording". `patience` is how long it waits, here and
  /// in append(), while another process keeps the file locked.
  static Result<LineFile> open(const std::filesystem::path& file,
                               std::string_view head,
                               std::string_view purpose,
                               std::chrono::milliseconds patience = std::chrono::seconds(2));
  LineFile(LineFile&& other) noexcept;
  LineFile& operator=(LineFile&&) = delete;
  LineFile(const LineFile&) = delete;
  LineFile& operator=(const LineFile&) = delete;
  ~LineFile();

  /// Hands the line, which has its line end, to the system at once: a crash of this process loses nothing.
  /// A line that does not fit on the disk is taken back whole. errno, or 0. EWOULDBLOCK: another process
  /// keeps the file locked; until it does not, later lines are given up at once.
  [[nodiscard]] int append(std::string_view line) const;

  /// What an errno of append() means, for people.
  static std::string reason(int error);

private:
  /// The file's lock is the process's, so that threads need one of their own.
  struct Turn {
    std::mutex mutex;
    bool was_kept_out = false; ///< the last time
  };

  LineFile(int descriptor, std::chrono::milliseconds patience)
      : descriptor_(descriptor), patience_(patience) {}

  /// What keeps it from going on there, or empty.
  [[nodiscard]] std::string_view begin(std::string_view head) const;
  [[nodiscard]] std::string_view begin_locked(std::string_view head) const;
  [[nodiscard]] bool lock() const;
  [[nodiscard]] int append_locked(std::string_view line) const;

  int descriptor_;
  std::chrono::milliseconds patience_;
  std::unique_ptr<Turn> turn_ = std::make_unique<Turn>();
};

} // namespace callout::host
