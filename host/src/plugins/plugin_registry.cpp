#include "plugin_registry.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "answer.hpp"
#include "nearest_name.hpp"
#include "plugin_path.hpp"
#include "version_order.hpp"

namespace callout::host {
namespace {

namespace fs = std::filesystem;

/// Title and number of actions out of the manifest.
void read_manifest(PluginEntry& entry, std::string_view manifest) {
  const auto described = parse_json(manifest);
  const boost::json::object* const members = described ? described->if_object() : nullptr;
  if (members == nullptr) {
    entry.refusal = broken_contract(entry.name + ": describe", "its manifest is no object");
    return;
  }
  if (const auto* const title = members->if_contains("title"); title != nullptr && title->is_string()) {
    entry.title = title->get_string();
  }
  if (const auto* const rows = members->if_contains("actions"); rows != nullptr && rows->is_array()) {
    entry.actions = rows->get_array().size();
  }
}

PluginEntry
entry_of(const fs::path& file, const Result<std::shared_ptr<PluginLibrary>>& loaded, const LogChannel& log) {
  PluginEntry entry;
  entry.name = plugin_name(file).value_or(std::string());
  entry.file = file;
  if (!loaded) {
    entry.refusal = loaded.error();
    return entry;
  }
  const PluginLibrary& library = **loaded;
  entry.id = library.id();
  entry.version = library.version();
  entry.build = library.build();
  if (const auto manifest = library.describe({}, log)) {
    read_manifest(entry, *manifest);
  } else {
    entry.refusal = manifest.error();
  }
  return entry;
}

bool is_older(const PluginLibrary& left, const PluginLibrary& right) {
  return precedes(*parse_version(left.version()),
                  *parse_version(right.version())); // checked at load
}

} // namespace

PluginRegistry::PluginRegistry(std::vector<fs::path> folders, LogChannel log)
    : folders_(std::move(folders)), log_(std::move(log)) {}

Result<std::shared_ptr<PluginLibrary>> PluginRegistry::find(std::string_view name_or_id) {
  // A name goes into a file name, so it cannot have a slash.
  if (name_or_id.find('/') == std::string_view::npos) {
    if (const auto file = find_plugin_file(folders_, name_or_id)) {
      return load(*file);
    }
  }
  return name_or_id.find('.') != std::string_view::npos ? find_by_id(name_or_id) : not_found(name_or_id);
}

std::vector<PluginEntry> PluginRegistry::list() {
  std::vector<PluginEntry> entries;
  for (const fs::path& file : files()) {
    entries.push_back(entry_of(file, load(file), log_));
  }
  std::stable_sort(
      entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return entries;
}

Result<std::shared_ptr<PluginLibrary>> PluginRegistry::load(const fs::path& file) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = loaded_.find(file); found != loaded_.end()) {
      return found->second;
    }
  }
  // Without the lock, since a plugin may take its time to start. Two who load one file get the same library.
  auto library = PluginLibrary::load(file, log_);
  if (!library) {
    return library.error();
  }
  const std::lock_guard lock(mutex_);
  return loaded_.emplace(file, *library).first->second; // a refusal is not kept: the file may be mended
}

Result<std::shared_ptr<PluginLibrary>> PluginRegistry::find_by_id(std::string_view id) {
  std::shared_ptr<PluginLibrary> best;
  for (const fs::path& file : files()) {
    const auto loaded = load(file);
    if (loaded && (*loaded)->id() == id && (best == nullptr || is_older(*best, **loaded))) {
      best = *loaded;
    }
  }
  if (best == nullptr) {
    return not_found(id);
  }
  return best;
}

Failure PluginRegistry::not_found(std::string_view name) const {
  std::vector<std::string> names;
  for (const fs::path& file : files()) {
    names.push_back(*plugin_name(file));
  }
  const std::string hint = nearest_names_hint(name, {names.begin(), names.end()});
  std::string searched;
  for (const fs::path& folder : folders_) {
    searched += (searched.empty() ? "" : ", ") + folder.string();
  }
  return make_failure(CALLOUT_E_NOT_FOUND,
                      "there is no plugin \"" + std::string(name) + "\" in " + searched,
                      hint.empty() ? "A plugin is a file callout-<name>.so; "
                                     "give its folder with --plugin-dir."
                                   : hint);
}

std::vector<fs::path> PluginRegistry::files() const {
  std::vector<fs::path> files = plugin_files(folders_);
  std::set<std::string> seen;
  std::erase_if(files, [&](const fs::path& file) { return !seen.insert(*plugin_name(file)).second; });
  return files;
}

} // namespace callout::host
