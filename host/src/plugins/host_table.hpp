#pragma once

/// The table that a plugin gets from the host.

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <callout/log_filter.h>
#include <callout/plugin.h>

#include "log_channel.hpp"

namespace callout::host {

/// One for each loaded plugin, at a stable address. The functions in it are [any].
class HostTable {
public:
  /// `plugin` is the name its log records carry.
  explicit HostTable(std::string plugin);
  HostTable(const HostTable&) = delete;
  HostTable& operator=(const HostTable&) = delete;
  ~HostTable() = default;

  [[nodiscard]] const callout_host* get() const { return &table_; }

  /// Records that belong to no call go to every listener that is still there.
  void add_listener(const LogChannel& log);

  /// While the plugin's entry function runs: keeps what it logs, since a refusal must say why.
  void begin_capture();
  std::vector<std::string> end_capture();

private:
  static callout_status CALLOUT_CALL complete(callout_call* handle,
                                              callout_status status,
                                              callout_str json) noexcept;
  static std::uint32_t CALLOUT_CALL cancelled(callout_call* handle) noexcept;
  static std::int64_t CALLOUT_CALL deadline_ns(callout_call* handle) noexcept;
  static std::int64_t CALLOUT_CALL now_ns(const callout_host* host) noexcept;
  static void CALLOUT_CALL progress(callout_call* handle, double fraction, callout_str note) noexcept;
  static void CALLOUT_CALL log(const callout_host* host,
                               callout_call* handle,
                               std::int32_t level,
                               callout_str message,
                               callout_str fields) noexcept;
  static const void* CALLOUT_CALL get_extension(const callout_host* host, callout_str id) noexcept;
  static std::int32_t CALLOUT_CALL lowest_level(const callout_host* host, callout_call* handle) noexcept;

  /// `fields` as the plugin gave them: JSON, or not.
  void take_record(callout_call* handle, LogLevel level, std::string_view message, callout_str fields);
  std::vector<LogChannel> listeners();

  const std::string plugin_;
  callout_host table_{};
  static const callout_log_filter log_filter;
  std::mutex mutex_;
  std::vector<std::weak_ptr<const LogTarget>> listeners_;
  std::optional<std::vector<std::string>> captured_;
};

} // namespace callout::host
