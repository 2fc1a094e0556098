#include "host_table.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <boost/json/parse.hpp>

#include "open_call.hpp"

namespace callout::host {
namespace {

std::string to_string(callout_str text) {
  return text.len == 0 ? std::string() : std::string(text.ptr, text.len);
}

callout_str view(std::string_view text) {
  return {text.data(), text.size()};
}

callout_status CALLOUT_CALL complete(callout_call* call, callout_status status, callout_str json) noexcept {
  try {
    return call->complete(status, json);
  } catch (...) { // out of memory for the copy
    return CALLOUT_E_LIMIT;
  }
}

std::uint32_t CALLOUT_CALL cancelled(callout_call* call) noexcept {
  return call->cancelled() ? 1U : 0U;
}

std::int64_t CALLOUT_CALL deadline_ns(callout_call* call) noexcept {
  return call->deadline_ns();
}

std::int64_t CALLOUT_CALL now_ns(const callout_host*) noexcept {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
}

// Progress is a hint that this host has no use for: a result is the only thing its callers wait for.
void CALLOUT_CALL progress(callout_call*, double, callout_str) noexcept {}

const void* CALLOUT_CALL get_extension(const callout_host*, callout_str) noexcept {
  return nullptr;
}

} // namespace

HostTable::HostTable(std::string plugin, LogSink log) : plugin_(std::move(plugin)), log_(std::move(log)) {
  table_.struct_size = sizeof(callout_host);
  table_.abi_version = CALLOUT_ABI_VERSION;
  table_.host_data = this;
  table_.name = view("callout");
  table_.version = view(CALLOUT_VERSION);
  table_.complete = &complete;
  table_.cancelled = &cancelled;
  table_.deadline_ns = &deadline_ns;
  table_.now_ns = &now_ns;
  table_.progress = &progress;
  table_.log = &HostTable::log;
  table_.get_extension = &get_extension;
}

std::string HostTable::last_error() const {
  const std::lock_guard lock(mutex_);
  return last_error_;
}

void HostTable::report(std::string message) const {
  if (log_) {
    log_({LogLevel::error, "host", std::move(message), {{"plugin", plugin_}}});
  }
}

void CALLOUT_CALL HostTable::log(const callout_host* host,
                                 callout_call*,
                                 std::int32_t level,
                                 callout_str message,
                                 callout_str fields) noexcept {
  try {
    static_cast<HostTable*>(host->host_data)->record(level, to_string(message), to_string(fields));
  } catch (...) { // NOLINT(bugprone-empty-catch): a lost log line must not end the call that wrote it
  }
}

void HostTable::record(std::int32_t level, std::string message, std::string_view fields) {
  if (level >= CALLOUT_LOG_ERROR) {
    const std::lock_guard lock(mutex_);
    last_error_ = message;
  }
  if (!log_) {
    return;
  }
  boost::system::error_code error;
  boost::json::value members = boost::json::parse(fields.empty() ? "{}" : fields, error);
  LogRecord record{
      LogLevel{std::clamp(level, CALLOUT_LOG_TRACE, CALLOUT_LOG_ERROR)}, plugin_, std::move(message), {}};
  if (!error && members.is_object()) {
    record.fields = std::move(members.get_object());
  }
  log_(record);
}

} // namespace callout::host
