#pragma once

/// Where plugins are looked for.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callout::host {

/// The folders, best first: `given`, CALLOUT_PLUGIN_PATH (left out when the process runs with more rights
/// than its user), the user's data folder, the system's, `bundled` (may be empty). Absolute ones only: never
/// the current folder.
std::vector<std::filesystem::path> plugin_folders(const std::vector<std::filesystem::path>& given,
                                                  const std::filesystem::path& bundled = {});

/// "pagerduty" of callout-pagerduty.so, .dylib or .dll; nullopt for every other file name.
std::optional<std::string> plugin_name(const std::filesystem::path& file);

/// Every file in the folders whose name is a plugin's, best folder first, then by name.
std::vector<std::filesystem::path> plugin_files(const std::vector<std::filesystem::path>& folders);

/// The best file of that name, or nullopt. Looks at no other file.
std::optional<std::filesystem::path> find_plugin_file(const std::vector<std::filesystem::path>& folders,
                                                      std::string_view name);

} // namespace callout::host
