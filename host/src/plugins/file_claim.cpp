#include "plugins/file_claim.hpp"

#include <condition_variable>
#include <map>
#include <mutex>

namespace callout::host {
namespace {

/// The plugin files of the process.
struct ClaimedFiles {
  std::mutex mutex; // never held while a plugin's code runs
  std::condition_variable changed;
  /// Files with a claim. The library has no owner while it starts and while it shuts down.
  std::map<FileIdentity, std::weak_ptr<PluginLibrary>> libraries;
};

ClaimedFiles& claimed_files() {
  // Never destroyed: a host with static storage may end later.
  static ClaimedFiles& claimed = *new ClaimedFiles; // NOLINT(cppcoreguidelines-owning-memory): see above
  return claimed;
}

} // namespace

FileClaim::Outcome FileClaim::find_or_claim(FileIdentity file) {
  ClaimedFiles& claimed = claimed_files();
  std::unique_lock lock(claimed.mutex);
  for (;;) {
    const auto [found, is_free] = claimed.libraries.try_emplace(file);
    if (is_free) {
      return {nullptr, std::unique_ptr<FileClaim>(new FileClaim(file))};
    }
    if (auto library = found->second.lock()) {
      return {std::move(library), nullptr};
    }
    claimed.changed.wait(lock);
  }
}

FileClaim::~FileClaim() {
  ClaimedFiles& claimed = claimed_files();
  const std::lock_guard lock(claimed.mutex);
  claimed.libraries.erase(file_);
  claimed.changed.notify_all();
}

void FileClaim::share(const std::shared_ptr<PluginLibrary>& library) const {
  ClaimedFiles& claimed = claimed_files();
  const std::lock_guard lock(claimed.mutex);
  claimed.libraries.at(file_) = library;
  claimed.changed.notify_all();
}

} // namespace callout::host
