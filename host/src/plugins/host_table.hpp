#pragma once

/// The table that the host gives to a plugin.

#include <mutex>
#include <string>

#include <callout/host/log.hpp>
#include <callout/plugin.h>

namespace callout::host {

/// One per loaded plugin, at a stable address until the plugin is shut down. Thread-safe.
class HostTable {
public:
  /// `plugin` names the plugin in log records. `log` is already redacting.
  HostTable(std::string plugin, LogSink log);
  HostTable(const HostTable&) = delete;
  HostTable& operator=(const HostTable&) = delete;
  ~HostTable() = default;

  [[nodiscard]] const callout_host* table() const { return &table_; }

  /// What the plugin logged last at error level: the reason why it refuses to load.
  [[nodiscard]] std::string last_error() const;
  /// Says that the plugin broke the contract.
  void report(std::string message) const;

private:
  static void CALLOUT_CALL log(const callout_host* host,
                               callout_call* call,
                               std::int32_t level,
                               callout_str message,
                               callout_str fields) noexcept;
  void record(std::int32_t level, std::string message, std::string_view fields);

  std::string plugin_;
  LogSink log_;
  callout_host table_{};
  mutable std::mutex mutex_;
  std::string last_error_;
};

} // namespace callout::host
