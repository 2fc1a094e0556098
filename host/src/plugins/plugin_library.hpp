#pragma once

/// A loaded plugin.

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include <boost/dll/shared_library.hpp>
#include <callout/host/failure.hpp>
#include <callout/plugin.h>

#include "plugins/file_claim.hpp"
#include "plugins/host_table.hpp"
#include "plugins/trust.hpp"

namespace callout::host {

/// Shared by the instances made from it and by all hosts of the process, since a library's entry function
/// runs once. The last owner shuts the plugin down; its code stays mapped until the process ends: threads,
/// OpenSSL and thread-locals live in it.
class PluginLibrary {
public:
  /// Loads a file that can be trusted with RTLD_NOW | RTLD_LOCAL and checks its table, or takes the library
  /// that is loaded already; waits while another thread starts that file or shuts it down. What the plugin
  /// logs outside of calls goes to `log`. Failures name the file and what is wrong with it.
  static Result<std::shared_ptr<PluginLibrary>> load(const std::filesystem::path& file,
                                                     const LogChannel& log);

  PluginLibrary(const PluginLibrary&) = delete;
  PluginLibrary& operator=(const PluginLibrary&) = delete;
  ~PluginLibrary();

  [[nodiscard]] const callout_plugin& table() const { return *table_; }

  [[nodiscard]] const std::string& name() const { return name_; }

  [[nodiscard]] const std::filesystem::path& file() const { return file_; }

  [[nodiscard]] std::string_view id() const;
  [[nodiscard]] std::string_view version() const;
  [[nodiscard]] std::string_view build() const;

  [[nodiscard]] bool is_concurrent() const { return (table_->flags & CALLOUT_PLUGIN_CONCURRENT) != 0; }

  [[nodiscard]] bool is_async() const { return (table_->flags & CALLOUT_PLUGIN_ASYNC) != 0; }

  /// The manifest (topic empty) or one action of it, as JSON text. [any]
  Result<std::string> describe(std::string_view topic, const LogChannel& log) const;

private:
  PluginLibrary(std::unique_ptr<FileClaim> claim,
                std::filesystem::path file,
                std::string name,
                boost::dll::shared_library code);
  static Result<std::shared_ptr<PluginLibrary>> load_file(std::unique_ptr<FileClaim> claim,
                                                          const std::filesystem::path& file,
                                                          const TrustedFile& trusted,
                                                          const LogChannel& log);
  Result<callout_entry_fn> find_entry(FileIdentity identity) const;
  Result<void> start(callout_entry_fn entry, const LogChannel& log);

  const std::unique_ptr<FileClaim> claim_; ///< first, so that it goes last
  const std::filesystem::path file_;
  const std::string name_;
  boost::dll::shared_library code_;
  HostTable host_; ///< valid until shutdown() has returned
  const callout_plugin* table_ = nullptr;
};

} // namespace callout::host
