#include "plugins/trust.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "environment.hpp"

namespace callout::host {
namespace {

namespace fs = std::filesystem;

constexpr mode_t others_write = S_IWGRP | S_IWOTH;

std::string octal(mode_t mode) {
  std::array<char, 8> digits{};
  const auto [end, error] = std::to_chars(digits.begin(), digits.end(), mode & 07777U, 8);
  return std::string(4 - std::min<std::size_t>(4, static_cast<std::size_t>(end - digits.begin())), '0')
      .append(digits.begin(), end);
}

Failure refusal(const fs::path& path, const std::string& why, const std::string& mend = {}) {
  return make_failure(CALLOUT_E_PERMISSION_DENIED, path.string() + " " + why, mend);
}

Failure unreadable(const fs::path& file, int error) {
  return make_failure(error == ENOENT ? CALLOUT_E_NOT_FOUND : CALLOUT_E_PERMISSION_DENIED,
                      file.string() + " cannot be opened: " + std::generic_category().message(error));
}

/// Why the file or folder at `path` may have been changed by somebody else.
std::optional<Failure> find_distrust(const fs::path& file,
                                     const fs::path& path,
                                     const struct stat& status,
                                     const std::vector<uid_t>& owners) {
  if (std::find(owners.begin(), owners.end(), status.st_uid) == owners.end()) {
    return refusal(path,
                   "belongs to user " + std::to_string(status.st_uid) +
                       ", so that user could change what is loaded from " + file.string(),
                   "It must belong to root or to the user who runs the host: chown " +
                       std::to_string(geteuid()) + " '" + path.string() + "'");
  }
  const bool is_sticky_folder = S_ISDIR(status.st_mode) && (status.st_mode & S_ISVTX) != 0;
  if ((status.st_mode & others_write) != 0 && !is_sticky_folder) {
    return refusal(path,
                   "is writable by others (mode " + octal(status.st_mode) +
                       "), so they could change what is loaded from " + file.string(),
                   "Take the right away: chmod go-w '" + path.string() + "'");
  }
  return std::nullopt;
}

std::optional<Failure> find_distrusted_parent(const fs::path& file, const std::vector<uid_t>& owners) {
  for (fs::path folder = file.parent_path();; folder = folder.parent_path()) {
    struct stat status {};

    if (lstat(folder.c_str(), &status) != 0) {
      return unreadable(folder, errno);
    }
    if (auto distrust = find_distrust(file, folder, status, owners)) {
      return distrust;
    }
    if (folder == folder.root_path()) {
      return std::nullopt;
    }
  }
}

} // namespace

TrustedFile::TrustedFile(fs::path path, int descriptor, FileIdentity identity)
    : path_(std::move(path)), descriptor_(descriptor), identity_(identity) {}

TrustedFile::TrustedFile(TrustedFile&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      identity_(other.identity_) {}

TrustedFile::~TrustedFile() {
  if (descriptor_ >= 0) {
    close(descriptor_);
  }
}

std::vector<uid_t> trusted_owners() {
  std::vector<uid_t> owners{0, geteuid()};
  const auto caller = environment_variable("SUDO_UID");
  if (geteuid() == 0 && caller && !has_elevated_privileges()) {
    uid_t user = 0;
    const char* const end = caller->data() + caller->size();
    const auto [stop, error] = std::from_chars(caller->data(), end, user);
    if (error == std::errc{} && stop == end) {
      owners.push_back(user);
    }
  }
  return owners;
}

Result<TrustedFile> open_trusted(const fs::path& file, const std::vector<uid_t>& owners) {
  if (!file.is_absolute()) {
    return refusal(file, "is a relative path: what it means depends on the current folder");
  }
  std::error_code error;
  fs::path path = fs::canonical(file, error);
  if (error) {
    return unreadable(file, error.value());
  }
  // Without blocking on a pipe, and not through a link that came after canonical().
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (descriptor < 0) {
    return unreadable(path, errno);
  }

  struct stat status {};

  if (fstat(descriptor, &status) != 0) {
    const int reason = errno;
    close(descriptor);
    return unreadable(path, reason);
  }
  TrustedFile opened(std::move(path), descriptor, {status.st_dev, status.st_ino});
  if (!S_ISREG(status.st_mode)) {
    return refusal(opened.path(), "is no regular file", "A plugin is a shared library.");
  }
  if (auto distrust = find_distrust(opened.path(), opened.path(), status, owners)) {
    return *std::move(distrust);
  }
  if (auto distrust = find_distrusted_parent(opened.path(), owners)) {
    return *std::move(distrust);
  }
  return opened;
}

FileIdentity identity_at(const fs::path& path) {
  struct stat status {};

  return stat(path.c_str(), &status) == 0 ? FileIdentity{status.st_dev, status.st_ino} : FileIdentity{};
}

} // namespace callout::host
