#pragma once

/// Whether a file may be loaded into the process: who could have written it.

#include <filesystem>
#include <utility>
#include <vector>

#include <callout/host/failure.hpp>
#include <sys/stat.h>
#include <sys/types.h>

namespace callout::host {

/// One file, whatever its path is.
struct FileIdentity {
  dev_t device = 0;
  ino_t inode = 0;

  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;

  friend bool operator<(const FileIdentity& left, const FileIdentity& right) {
    return std::pair(left.device, left.inode) < std::pair(right.device, right.inode);
  }
};

/// A file that was checked and is held open, so that its identity stays taken.
class TrustedFile {
public:
  TrustedFile(std::filesystem::path path, int descriptor, FileIdentity identity);
  TrustedFile(TrustedFile&& other) noexcept;
  TrustedFile& operator=(TrustedFile&&) = delete;
  TrustedFile(const TrustedFile&) = delete;
  TrustedFile& operator=(const TrustedFile&) = delete;
  ~TrustedFile();

  /// Absolute, without symbolic links.
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  [[nodiscard]] FileIdentity identity() const { return identity_; }

private:
  std::filesystem::path path_;
  int descriptor_;
  FileIdentity identity_;
};

/// Who may own plugins and the folders above them: root and the host's user. A root that came by sudo also
/// trusts the user who called it (SUDO_UID): that user could have become root anyway, and a checkout of
/// theirs is what they want to run.
std::vector<uid_t> trusted_owners();

/// Opens the file, then looks at what was opened: a regular file of a trusted owner that group and others
/// cannot write, below folders of which the same is true. A folder that others may write is acceptable
/// when it is sticky (as /tmp): there they cannot rename or remove what is not theirs.
/// Refusals (CALLOUT_E_PERMISSION_DENIED) name path, owner or mode, and the command that mends it.
Result<TrustedFile> open_trusted(const std::filesystem::path& file, const std::vector<uid_t>& owners);

/// The file that stands at the path now, or zeros.
FileIdentity identity_at(const std::filesystem::path& path);

} // namespace callout::host
