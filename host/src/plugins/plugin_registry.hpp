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

#include "log_channel.hpp"
#include "plugin_library.hpp"

namespace callout::host {

/// Thread-safe.
class PluginRegistry {
public:
  PluginRegistry(std::vector<std::filesystem::path> folders, LogChannel log);

  /// By name ("pagerduty", loads callout-pagerduty.so and nothing else) or by id ("com.example.hello",
  /// loads candidates until all are known and takes the highest version).
  Result<std::shared_ptr<PluginLibrary>> find(std::string_view name_or_id);

  /// Every candidate, loaded to see what it is, by name. Of several files with one name the first counts.
  std::vector<PluginEntry> list();

private:
  Result<std::shared_ptr<PluginLibrary>> load(const std::filesystem::path& file);
  Result<std::shared_ptr<PluginLibrary>> find_by_id(std::string_view id);
  [[nodiscard]] Failure not_found(std::string_view name) const;
  [[nodiscard]] std::vector<std::filesystem::path> files() const;

  const std::vector<std::filesystem::path> folders_;
  const LogChannel log_;
  std::mutex mutex_;
  std::map<std::filesystem::path, std::shared_ptr<PluginLibrary>> loaded_;
};

} // namespace callout::host
