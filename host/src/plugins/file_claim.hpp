#pragma once

/// Who may start a plugin file: one library at a time, and none while another is still shutting down.

#include <memory>

#include "plugins/trust.hpp"

namespace callout::host {

class PluginLibrary;

/// The right to run a file's entry function and its shutdown. Whoever else loads the file waits until the
/// library is shared or the claim is gone. Thread-safe.
class FileClaim {
public:
  /// One of the two is set.
  struct Outcome {
    std::shared_ptr<PluginLibrary> library; ///< it runs already
    std::unique_ptr<FileClaim> claim;       ///< nothing runs: start it
  };

  /// Waits while the file's library starts or shuts down.
  static Outcome find_or_claim(FileIdentity file);

  FileClaim(const FileClaim&) = delete;
  FileClaim& operator=(const FileClaim&) = delete;
  ~FileClaim();

  /// From now on others get this library, as long as it has owners.
  void share(const std::shared_ptr<PluginLibrary>& library) const;

private:
  explicit FileClaim(FileIdentity file) : file_(file) {}

  const FileIdentity file_;
};

} // namespace callout::host
