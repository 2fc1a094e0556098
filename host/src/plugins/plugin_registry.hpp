#pragma once

/// The plugins of a host: found by name, loaded on first use.

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <callout/host/failure.hpp>
#include <callout/host/host.hpp>
#include <callout/host/log.hpp>

#include "plugin_library.hpp"

namespace callout::host {

/// Thread-safe. Destroy it after every instance.
class PluginRegistry {
public:
  PluginRegistry(std::vector<std::filesystem::path> folders, LogSink log);

  /// By name ("pagerduty", loads callout-pagerduty.so and nothing else) or by id ("com.example.hello", loads
  /// candidates until all are known and takes the highest version). The plugin lives as long as the registry.
  Result<const PluginLibrary*> find(std::string_view name_or_id);

  /// Every candidate, loaded to see what it is, by name. Of several files with one name the first counts.
  std::vector<PluginEntry> list();

private:
  Result<const PluginLibrary*> load(const std::filesystem::path& file);
  Result<const PluginLibrary*> find_by_id(std::string_view id);
  [[nodiscard]] Failure not_found(std::string_view name) const;
  [[nodiscard]] std::vector<std::filesystem::path> files() const;

  std::vector<std::filesystem::path> folders_;
  LogSink log_;
  std::mutex mutex_;
  std::map<std::filesystem::path, std::unique_ptr<PluginLibrary>> loaded_;
};

/// Whether semantic version `left` comes before `right` (SemVer 2.0, 11; build metadata does not count).
bool is_older(std::string_view left, std::string_view right);

} // namespace callout::host
