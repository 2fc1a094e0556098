#include "plugins/host_table.hpp"

#include <algorithm>
#include <utility>

#include <boost/json/object.hpp>

#include "plugins/answer.hpp"
#include "plugins/open_call.hpp"

namespace callout::host {
namespace {

namespace json = boost::json;

constexpr std::string_view version = CALLOUT_VERSION;

std::string_view text_of(callout_str text) {
  return text.len == 0 ? std::string_view() : std::string_view(text.ptr, text.len);
}

/// Structured members, or nothing when the plugin gave no JSON object.
json::object fields_of(callout_str text) {
  auto fields = parse_json(text_of(text));
  return fields && fields->is_object() ? std::move(fields->get_object()) : json::object();
}

void add_context(json::object& fields, const OpenCall& call) {
  const CallData& data = call.data();
  if (!data.action.empty()) {
    fields.emplace("action", data.action);
  }
  if (!data.request_id.empty()) {
    fields.emplace("request_id", data.request_id);
  }
}

/// R5: no exception crosses. `fallback` is the answer when there is no memory for a better one.
template <class Result, class Body>
Result guarded(Result fallback, Body body) noexcept {
  try {
    return body();
  } catch (...) {
    return fallback;
  }
}

} // namespace

HostTable::HostTable(std::string plugin) : plugin_(std::move(plugin)) {
  table_.struct_size = sizeof table_;
  table_.abi_version = CALLOUT_ABI_VERSION;
  table_.host_data = this;
  table_.name = CALLOUT_STR_INIT("callout");
  table_.version = {version.data(), version.size()};
  table_.complete = &HostTable::complete;
  table_.cancelled = &HostTable::cancelled;
  table_.deadline_ns = &HostTable::deadline_ns;
  table_.now_ns = &HostTable::now_ns;
  table_.progress = &HostTable::progress;
  table_.log = &HostTable::log;
  table_.get_extension = &HostTable::get_extension;
}

void HostTable::add_listener(const LogChannel& log) {
  if (log == nullptr) {
    return;
  }
  const std::lock_guard lock(mutex_);
  std::erase_if(listeners_, [](const auto& listener) { return listener.expired(); });
  const bool is_known = std::any_of(listeners_.begin(), listeners_.end(), [&log](const auto& listener) {
    return !listener.owner_before(log) && !log.owner_before(listener);
  });
  if (!is_known) {
    listeners_.emplace_back(log);
  }
}

void HostTable::begin_capture() {
  const std::lock_guard lock(mutex_);
  captured_.emplace();
}

std::vector<std::string> HostTable::end_capture() {
  const std::lock_guard lock(mutex_);
  return std::exchange(captured_, std::nullopt).value_or(std::vector<std::string>());
}

callout_status HostTable::complete(callout_call* handle, callout_status status, callout_str json) noexcept {
  return guarded<callout_status>(CALLOUT_E_INTERNAL, [&] {
    const auto call = OpenCall::find(handle);
    const callout_status taken =
        call != nullptr ? call->complete(status, text_of(json)) : callout_status{CALLOUT_E_PROTOCOL};
    if (taken == CALLOUT_E_PROTOCOL && call != nullptr) {
      json::object fields;
      add_context(fields, *call);
      write_log(call->terms().log.lock(),
                LogLevel::error,
                "host",
                "the plugin answered a call twice; the second answer is ignored",
                std::move(fields));
    }
    return taken;
  });
}

std::uint32_t HostTable::cancelled(callout_call* handle) noexcept {
  return guarded<std::uint32_t>(1, [&] {
    const auto call = OpenCall::find(handle);
    return call == nullptr || call->is_cancelled() ? 1U : 0U;
  });
}

std::int64_t HostTable::deadline_ns(callout_call* handle) noexcept {
  return guarded<std::int64_t>(0, [&] {
    const auto call = OpenCall::find(handle);
    return call != nullptr ? call->deadline_ns() : 0;
  });
}

std::int64_t HostTable::now_ns(const callout_host*) noexcept {
  return nanoseconds_of(std::chrono::steady_clock::now());
}

void HostTable::progress(callout_call* handle, double fraction, callout_str note) noexcept {
  guarded(0, [&] {
    const auto call = OpenCall::find(handle);
    const LogChannel log = call != nullptr ? call->terms().log.lock() : nullptr;
    if (is_wanted(log, LogLevel::trace)) {
      json::object fields{{"fraction", fraction}, {"note", fields_of(note)}};
      add_context(fields, *call);
      write_log(log, LogLevel::trace, "host", "progress", std::move(fields));
    }
    return 0;
  });
}

void HostTable::log(const callout_host* host,
                    callout_call* handle,
                    std::int32_t level,
                    callout_str message,
                    callout_str fields) noexcept {
  guarded(0, [&] {
    auto& self = *static_cast<HostTable*>(host->host_data);
    self.take_record(handle, log_level_from(level), text_of(message), fields);
    return 0;
  });
}

const callout_log_filter HostTable::log_filter{sizeof(callout_log_filter), 0, &HostTable::lowest_level};

const void* HostTable::get_extension(const callout_host*, callout_str id) noexcept {
  return text_of(id) == CALLOUT_LOG_FILTER_ID ? &log_filter : nullptr;
}

std::int32_t HostTable::lowest_level(const callout_host* host, callout_call* handle) noexcept {
  return guarded<std::int32_t>(CALLOUT_LOG_DEBUG, [&] {
    const auto call = OpenCall::find(handle);
    const auto level_of = [](const LogChannel& log) {
      return log != nullptr ? static_cast<std::int32_t>(log->lowest) : CALLOUT_LOG_ERROR + 1;
    };
    if (call != nullptr) {
      return level_of(call->terms().log.lock());
    }
    std::int32_t lowest = CALLOUT_LOG_ERROR + 1;
    for (const LogChannel& listener : static_cast<HostTable*>(host->host_data)->listeners()) {
      lowest = std::min(lowest, level_of(listener));
    }
    return lowest;
  });
}

void HostTable::take_record(callout_call* handle,
                            LogLevel level,
                            std::string_view message,
                            callout_str fields) {
  {
    const std::lock_guard lock(mutex_);
    if (captured_) {
      captured_->emplace_back(message);
    }
  }
  const auto call = OpenCall::find(handle);
  const LogChannel own = call != nullptr ? call->terms().log.lock() : nullptr;
  if (call == nullptr) {
    for (const LogChannel& listener : listeners()) {
      write_log(listener, level, plugin_, message, fields_of(fields));
    }
  } else if (is_wanted(own, level)) {
    json::object members = fields_of(fields);
    add_context(members, *call);
    write_log(own, level, plugin_, message, std::move(members));
  }
}

std::vector<LogChannel> HostTable::listeners() {
  std::vector<LogChannel> alive;
  const std::lock_guard lock(mutex_);
  for (const auto& listener : listeners_) {
    if (auto log = listener.lock()) {
      alive.push_back(std::move(log));
    }
  }
  return alive;
}

} // namespace callout::host
