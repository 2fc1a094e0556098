#include "line_file.hpp"

#include <algorithm>
#include <cerrno>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace callout::host {
namespace {

constexpr mode_t owner_only = S_IRUSR | S_IWUSR;
constexpr mode_t of_others = S_IRWXG | S_IRWXO;

} // namespace

Result<LineFile> LineFile::open(const std::filesystem::path& file,
                                std::string_view head,
                                std::string_view purpose,
                                std::chrono::milliseconds patience) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): there is no other way to open for appending and
  // reading
  LineFile opened(::open(file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, owner_only),
                  patience);
  if (opened.descriptor_ < 0) {
    return make_failure(CALLOUT_E_INVALID_ARGUMENT,
                        "the " + std::string(purpose) + " " + file.string() +
                            " cannot be written: " + std::generic_category().message(errno),
                        "Give a file in a folder where you may write.");
  }
  const std::string_view obstacle = opened.begin(std::string(head) + "\n");
  if (!obstacle.empty()) {
    return make_failure(CALLOUT_E_INVALID_ARGUMENT,
                        file.string() + " " + std::string(obstacle) + ", so no " + std::string(purpose) +
                            " can go on there",
                        "Give the name of a file that is not there yet.");
  }
  return opened;
}

LineFile::LineFile(LineFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      patience_(other.patience_),
      turn_(std::move(other.turn_)) {}

LineFile::~LineFile() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

std::string_view LineFile::begin(std::string_view head) const {
  struct stat status {};

  if (::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) {
    return "is no regular file";
  }
  if (status.st_uid != ::geteuid()) {
    return "belongs to another user, who could read it";
  }
  if (!lock()) { // of two who find it empty one writes the head
    return "is kept locked by another process";
  }
  const std::string_view obstacle = begin_locked(head);
  ::flock(descriptor_, LOCK_UN);
  return obstacle;
}

std::string_view LineFile::begin_locked(std::string_view head) const {
  struct stat status {};

  ::fstat(descriptor_, &status);
  if (status.st_size > 0) {
    std::string found(head.size(), '\0');
    if (::pread(descriptor_, found.data(), found.size(), 0) != static_cast<ssize_t>(found.size()) ||
        found != head) {
      return "is there already and is none of Callout's";
    }
    char last = '\0';
    if (::pread(descriptor_, &last, 1, status.st_size - 1) != 1 || last != '\n') {
      return "ends in the middle of a line";
    }
  }
  // One that was there already may be anybody's to read.
  if ((status.st_mode & of_others) != 0 && ::fchmod(descriptor_, owner_only) != 0) {
    return "is open to others";
  }
  return status.st_size > 0 || append_locked(head) == 0 ? std::string_view() : "cannot be written";
}

int LineFile::append(std::string_view line) const {
  const std::lock_guard guard(turn_->mutex);
  if (!lock()) {
    return EWOULDBLOCK;
  }
  const int error = append_locked(line);
  ::flock(descriptor_, LOCK_UN);
  return error;
}

std::string LineFile::reason(int error) {
  return error == EWOULDBLOCK ? "another process keeps it locked" : std::generic_category().message(error);
}

// Not without end: whoever makes the call has a deadline. Nor anew for each line.
bool LineFile::lock() const {
  using Clock = std::chrono::steady_clock;
  constexpr std::chrono::milliseconds pause(1);
  const auto end = Clock::now() + (turn_->was_kept_out ? std::chrono::milliseconds::zero() : patience_);
  // Any other error is of a file system that knows no locks, where lines are written all the same.
  const auto is_kept_out = [this] {
    return ::flock(descriptor_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  };
  turn_->was_kept_out = is_kept_out();
  while (turn_->was_kept_out && Clock::now() < end) {
    std::this_thread::sleep_for(pause);
    turn_->was_kept_out = is_kept_out();
  }
  return !turn_->was_kept_out;
}

// Half a line would make what comes after it a part of it.
int LineFile::append_locked(std::string_view line) const {
  const off_t end = ::lseek(descriptor_, 0, SEEK_END);
  while (!line.empty()) {
    const ssize_t written = ::write(descriptor_, line.data(), line.size());
    if (written < 0 && errno != EINTR) {
      const int error = errno;
      return end >= 0 && ::ftruncate(descriptor_, end) == 0 ? error : EIO;
    }
    line.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
  }
  return 0;
}

} // namespace callout::host
