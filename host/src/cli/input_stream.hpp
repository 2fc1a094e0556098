#pragma once

/// Reading that ends when somebody asks for it: blocked reads notice a stop at once.

#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>

namespace callout::host::cli {

/// Lines or everything of an open file descriptor, which is not closed. One thread at a time.
class InputStream {
public:
  /// Lines above this many bytes are cut, the rest of them is skipped.
  static constexpr std::size_t max_line = std::size_t{16} << 20U;

  struct Line {
    std::string text; ///< without its line end
    bool cut = false; ///< it was longer than max_line
  };

  InputStream(int descriptor, std::stop_token stop);
  InputStream(const InputStream&) = delete;
  InputStream& operator=(const InputStream&) = delete;
  ~InputStream();

  /// The next line; nullopt at the end, after a stop, and on a read error.
  std::optional<Line> read_line();
  /// Everything up to the end, or up to a stop.
  std::string read_all();

  /// errno of the read that failed, or 0.
  [[nodiscard]] int error() const { return error_; }

private:
  bool wait() const;
  bool fill();
  void take(std::size_t end, Line& line);

  int descriptor_;
  int wake_;
  std::stop_token stop_;
  std::string buffer_;
  std::size_t begin_ = 0; ///< of what is not taken yet
  int error_ = 0;
};

} // namespace callout::host::cli
