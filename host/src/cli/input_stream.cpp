#include "input_stream.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace callout::host::cli {

InputStream::InputStream(int descriptor, std::stop_token stop)
    : descriptor_(descriptor), wake_(::eventfd(0, EFD_CLOEXEC)), stop_(std::move(stop)) {
  if (wake_ < 0) {
    throw std::system_error(errno, std::generic_category(), "eventfd");
  }
}

InputStream::~InputStream() {
  ::close(wake_);
}

bool InputStream::wait() const {
  const std::stop_callback wake(stop_, [this] { ::eventfd_write(wake_, 1); });
  std::array<pollfd, 2> watched{{{descriptor_, POLLIN, 0}, {wake_, POLLIN, 0}}};
  while (::poll(watched.data(), watched.size(), -1) < 0 && errno == EINTR) {
  }
  return !stop_.stop_requested();
}

/// More bytes in buffer_, or false when there are none to come.
bool InputStream::fill() {
  std::array<char, 65536> chunk; // NOLINT(cppcoreguidelines-pro-type-member-init): read() fills it
  ssize_t count = -1;
  do {
    if (!wait()) {
      return false;
    }
    count = ::read(descriptor_, chunk.data(), chunk.size());
  } while (count < 0 && (errno == EINTR || errno == EAGAIN));
  error_ = count < 0 ? errno : 0;
  if (count > 0) {
    buffer_.erase(0,
                  std::exchange(begin_, 0)); // here, not for each line: that would move the others each time
    buffer_.append(chunk.data(), static_cast<std::size_t>(count));
  }
  return count > 0;
}

/// Moves what comes before `end`.
void InputStream::take(std::size_t end, Line& line) {
  const std::size_t count = end - begin_;
  const std::size_t kept = std::min(count, max_line - line.text.size());
  line.text.append(buffer_, begin_, kept);
  line.cut = line.cut || kept < count;
  begin_ = end;
}

std::optional<InputStream::Line> InputStream::read_line() {
  Line line;
  std::size_t end = buffer_.find('\n', begin_);
  while (end == std::string::npos) {
    take(buffer_.size(), line);
    if (!fill()) {
      const bool last = !line.text.empty() && !stop_.stop_requested() && error_ == 0; // no half line
      return last ? std::optional<Line>(std::move(line)) : std::nullopt;
    }
    end = buffer_.find('\n', begin_);
  }
  take(end, line);
  ++begin_; // the line's end
  return line;
}

std::string InputStream::read_all() {
  while (fill()) {
  }
  buffer_.erase(0, std::exchange(begin_, 0));
  return std::move(buffer_);
}

} // namespace callout::host::cli
