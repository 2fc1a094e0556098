#pragma once

/// One loaded plugin.

#include <filesystem>
#include <memory>
#include <string>

#include <callout/host/failure.hpp>
#include <callout/host/log.hpp>
#include <callout/plugin.h>

#include "host_table.hpp"

namespace callout::host {

/// A table that keeps to the ABI's rules. The library stays mapped until the process ends: threads, OpenSSL
/// and thread-locals live in it. The plugin is shut down when this is destroyed.
class PluginLibrary {
public:
  /// Checks who may change the file, loads it with RTLD_NOW | RTLD_LOCAL, and checks its table. Failures name
  /// the file and what is wrong with it.
  static Result<std::unique_ptr<PluginLibrary>> load(const std::filesystem::path& file, const LogSink& log);

  PluginLibrary(const PluginLibrary&) = delete;
  PluginLibrary& operator=(const PluginLibrary&) = delete;
  ~PluginLibrary();

  [[nodiscard]] const callout_plugin& table() const { return *plugin_; }

  [[nodiscard]] const HostTable& host() const { return *host_; }

  [[nodiscard]] const std::filesystem::path& file() const { return file_; }

  [[nodiscard]] const std::string& name() const { return name_; }

  [[nodiscard]] bool has_flag(std::uint32_t flag) const { return (plugin_->flags & flag) != 0; }

  /// The manifest (topic empty) or one action, as JSON text.
  [[nodiscard]] Result<std::string> describe(std::string_view topic) const;

private:
  PluginLibrary(std::filesystem::path file,
                std::string name,
                std::unique_ptr<HostTable> host,
                const callout_plugin* plugin);

  std::filesystem::path file_;
  std::string name_;
  std::unique_ptr<HostTable> host_;
  const callout_plugin* plugin_;
};

} // namespace callout::host
