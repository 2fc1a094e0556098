#include "plugin_registry.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <boost/json/parse.hpp>

#include "nearest_name.hpp"
#include "plugin_path.hpp"

namespace callout::host {
namespace {

namespace fs = std::filesystem;

std::string to_string(callout_str text) {
  return {text.ptr, text.len};
}

PluginEntry entry_of(const fs::path& file, const Result<const PluginLibrary*>& loaded) {
  PluginEntry entry;
  entry.name = plugin_name(file).value_or(std::string());
  entry.file = file;
  if (!loaded) {
    entry.refusal = loaded.error();
    return entry;
  }
  const callout_plugin& table = (*loaded)->table();
  entry.id = to_string(table.id);
  entry.version = to_string(table.version);
  entry.build = table.build.len == 0 ? std::string() : to_string(table.build);
  const auto manifest = (*loaded)->describe({});
  if (!manifest) {
    entry.refusal = manifest.error();
    return entry;
  }
  const boost::json::value described = boost::json::parse(*manifest);
  const boost::json::object* const members = described.if_object();
  if (members == nullptr) {
    entry.refusal =
        make_failure(CALLOUT_E_PROTOCOL, file.string() + " describes itself by something that is no object");
    return entry;
  }
  if (const auto* const title = members->if_contains("title"); title != nullptr && title->is_string()) {
    entry.title = title->get_string();
  }
  if (const auto* const actions = members->if_contains("actions");
      actions != nullptr && actions->is_array()) {
    entry.actions = actions->get_array().size();
  }
  return entry;
}

} // namespace

PluginRegistry::PluginRegistry(std::vector<fs::path> folders, LogSink log)
    : folders_(std::move(folders)), log_(std::move(log)) {}

Result<const PluginLibrary*> PluginRegistry::find(std::string_view name_or_id) {
  const std::lock_guard lock(mutex_);
  // A name goes into a file name, so it cannot have a slash.
  if (name_or_id.find('/') == std::string_view::npos) {
    if (const auto file = find_plugin_file(folders_, name_or_id)) {
      return load(*file);
    }
  }
  return name_or_id.find('.') != std::string_view::npos ? find_by_id(name_or_id) : not_found(name_or_id);
}

std::vector<PluginEntry> PluginRegistry::list() {
  const std::lock_guard lock(mutex_);
  std::vector<PluginEntry> entries;
  for (const fs::path& file : files()) {
    entries.push_back(entry_of(file, load(file)));
  }
  std::stable_sort(
      entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return entries;
}

Result<const PluginLibrary*> PluginRegistry::load(const fs::path& file) {
  if (const auto found = loaded_.find(file); found != loaded_.end()) {
    return found->second.get();
  }
  auto library = PluginLibrary::load(file, log_);
  if (!library) {
    return library.error();
  }
  return loaded_.emplace(file, std::move(*library)).first->second.get();
}

Result<const PluginLibrary*> PluginRegistry::find_by_id(std::string_view id) {
  const PluginLibrary* best = nullptr;
  for (const fs::path& file : files()) {
    const auto loaded = load(file);
    if (!loaded || to_string((*loaded)->table().id) != id) {
      continue;
    }
    if (best == nullptr ||
        is_older(to_string(best->table().version), to_string((*loaded)->table().version))) {
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
  return make_failure(
      CALLOUT_E_NOT_FOUND,
      "there is no plugin \"" + std::string(name) + "\" in " + searched,
      hint.empty() ? "A plugin is a file callout-<name>.so; give its folder with --plugin-dir." : hint);
}

std::vector<fs::path> PluginRegistry::files() const {
  std::vector<fs::path> files = plugin_files(folders_);
  std::set<std::string> seen;
  std::erase_if(files, [&](const fs::path& file) { return !seen.insert(*plugin_name(file)).second; });
  return files;
}

} // namespace callout::host
