#include "plugin_path.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <sstream>
#include <system_error>

#include "environment.hpp"

namespace callout::host {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view prefix = "callout-";
constexpr std::array<std::string_view, 3> suffixes{".so", ".dylib", ".dll"};

std::string variable(const char* name) {
  return environment_variable(name).value_or(std::string());
}

void add_absolute(std::vector<fs::path>& folders, const fs::path& folder) {
  if (folder.is_absolute()) {
    folders.push_back(folder);
  }
}

fs::path user_folder() {
  const std::string data = variable("XDG_DATA_HOME");
  const std::string home = variable("HOME");
  const fs::path base = !data.empty() ? fs::path(data) : fs::path(home) / ".local/share";
  return home.empty() && data.empty() ? fs::path() : base / "callout/plugins";
}

std::string file_name(std::string_view name, std::string_view suffix) {
  return std::string(prefix).append(name).append(suffix);
}

/// Sorted. A folder that is not there holds no plugins.
std::vector<fs::path> plugin_files_in(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator at(folder, error); !error && at != fs::directory_iterator();
       at.increment(error)) {
    if (plugin_name(at->path())) {
      found.push_back(at->path());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

} // namespace

std::vector<fs::path> plugin_folders(const std::vector<fs::path>& given, const fs::path& bundled) {
  std::vector<fs::path> folders;
  std::error_code ignored;
  for (const fs::path& folder : given) { // a person typed these: relative to where they are
    add_absolute(folders, fs::absolute(folder, ignored));
  }
  if (!has_elevated_privileges()) {
    std::istringstream listed(variable("CALLOUT_PLUGIN_PATH"));
    for (std::string folder; std::getline(listed, folder, ':');) {
      add_absolute(folders, folder);
    }
    add_absolute(folders, user_folder());
  }
  add_absolute(folders, CALLOUT_SYSTEM_PLUGINS);
  add_absolute(folders, bundled);
  return folders;
}

std::optional<std::string> plugin_name(const fs::path& file) {
  const std::string name = file.filename().string();
  for (const std::string_view suffix : suffixes) {
    if (name.starts_with(prefix) && name.ends_with(suffix) && name.size() > prefix.size() + suffix.size()) {
      return name.substr(prefix.size(), name.size() - prefix.size() - suffix.size());
    }
  }
  return std::nullopt;
}

std::vector<fs::path> plugin_files(const std::vector<fs::path>& folders) {
  std::vector<fs::path> files;
  for (const fs::path& folder : folders) {
    std::vector<fs::path> found = plugin_files_in(folder);
    std::move(found.begin(), found.end(), std::back_inserter(files));
  }
  return files;
}

std::optional<fs::path> find_plugin_file(const std::vector<fs::path>& folders, std::string_view name) {
  for (const fs::path& folder : folders) {
    const auto* const found = std::find_if(suffixes.begin(), suffixes.end(), [&](std::string_view suffix) {
      std::error_code ignored;
      return fs::exists(folder / file_name(name, suffix), ignored);
    });
    if (found != suffixes.end()) {
      return folder / file_name(name, *found);
    }
  }
  return std::nullopt;
}

} // namespace callout::host
