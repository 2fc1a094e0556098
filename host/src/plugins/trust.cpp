#include "trust.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include <sys/stat.h>
#include <unistd.h>

namespace callout::host {
namespace {

namespace fs = std::filesystem;

constexpr mode_t writable_by_others = S_IWGRP | S_IWOTH;
constexpr mode_t permission_bits = 07777;

std::string octal(mode_t mode) {
  std::array<char, 8> digits{};
  std::snprintf(digits.data(), digits.size(), "%04o", static_cast<unsigned>(mode & permission_bits));
  return digits.data();
}

Failure untrusted(const fs::path& path, std::string_view why, std::string_view hint) {
  return make_failure(CALLOUT_E_PERMISSION_DENIED, path.string() + " " + std::string(why), hint);
}

Result<void> check_one(const fs::path& path, const fs::path& file) {
  struct stat status {};

  if (::lstat(path.c_str(), &status) != 0) {
    return untrusted(path, "cannot be looked at: " + std::generic_category().message(errno), {});
  }
  const bool is_file = path == file;
  if (is_file && !S_ISREG(status.st_mode)) {
    return untrusted(path, "is no regular file", "A plugin is a shared library.");
  }
  if (status.st_uid != 0 && status.st_uid != ::geteuid()) {
    return untrusted(
        path,
        "belongs to user " + std::to_string(status.st_uid) +
            ", so that user could change what is loaded from " + file.string(),
        "Plugins and the folders above them must belong to root or to the user who runs the host.");
  }
  const bool sticky_folder = !is_file && (status.st_mode & S_ISVTX) != 0;
  if ((status.st_mode & writable_by_others) != 0 && !sticky_folder) {
    return untrusted(path,
                     "is writable by others (mode " + octal(status.st_mode) +
                         "), so they could change what is loaded from " + file.string(),
                     "Take the right away: chmod go-w '" + path.string() + "'");
  }
  return {};
}

} // namespace

Result<fs::path> check_trusted(const fs::path& file) {
  std::error_code error;
  const fs::path canonical = fs::canonical(file, error);
  if (error) {
    return make_failure(CALLOUT_E_NOT_FOUND, file.string() + " cannot be read: " + error.message());
  }
  for (fs::path path = canonical;; path = path.parent_path()) {
    if (const auto checked = check_one(path, canonical); !checked) {
      return checked.error();
    }
    if (path == path.root_path()) {
      return canonical;
    }
  }
}

} // namespace callout::host
