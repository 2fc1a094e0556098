#pragma once

/// A plugin inside a unit test: the host's side of the ABI without a library to load.
///
///   PluginUnderTest plugin(&callout_plugin_entry_v1);
///   auto instance = plugin.create(R"({"base_url":"https://127.0.0.1:8443"})");
///   Answer answer = instance.invoke("greet", {{"name", "you"}});

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <callout/plugin.h>
#include <callout/sdk/json_text.hpp>
#include <callout/sdk/wait_limit.hpp>

namespace callout::sdk::testing {

/// What a call came to.
struct Answer {
  callout_status status = CALLOUT_E_INTERNAL;
  std::string text; ///< JSON, or empty
  int answers = 0;  ///< how often complete() was called

  [[nodiscard]] bool ok() const { return status == CALLOUT_OK; }

  /// The text parsed; null when it is empty. Throws when it is not JSON.
  [[nodiscard]] boost::json::value json() const {
    return text.empty() ? boost::json::value() : boost::json::parse(text);
  }

  /// A member of a result or problem object as text: the string itself, or JSON; empty when absent.
  [[nodiscard]] std::string member(std::string_view name) const {
    const boost::json::value whole = json();
    const boost::json::value* const value =
        whole.is_object() ? whole.get_object().if_contains(name) : nullptr;
    if (value == nullptr) {
      return {};
    }
    return value->is_string() ? std::string(value->get_string()) : boost::json::serialize(*value);
  }
};

struct LogLine {
  std::int32_t level = CALLOUT_LOG_INFO;
  std::string message;
  std::string fields;
};

} // namespace callout::sdk::testing

/// The host's side of an open call.
struct callout_call {
  std::mutex mutex;
  std::condition_variable answered;
  callout::sdk::testing::Answer answer;
  callout::sdk::WaitLimit limit;
};

namespace callout::sdk::testing {

/// A host table that records what the plugin logs. Thread-safe.
class FakeHost {
public:
  FakeHost() {
    table_.struct_size = sizeof(callout_host);
    table_.abi_version = CALLOUT_ABI_VERSION;
    table_.host_data = this;
    table_.name = to_callout_str("callout-test");
    table_.version = to_callout_str("1.0.0");
    table_.complete = &FakeHost::complete;
    table_.cancelled = &FakeHost::cancelled;
    table_.deadline_ns = &FakeHost::deadline_ns;
    table_.now_ns = &FakeHost::now_ns;
    table_.progress = &FakeHost::progress;
    table_.log = &FakeHost::log;
    table_.get_extension = &FakeHost::get_extension;
  }

  FakeHost(const FakeHost&) = delete;
  FakeHost& operator=(const FakeHost&) = delete;
  ~FakeHost() = default;

  [[nodiscard]] const callout_host* table() const { return &table_; }

  [[nodiscard]] std::vector<LogLine> log_lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

private:
  static callout_status CALLOUT_CALL complete(callout_call* call,
                                              callout_status status,
                                              callout_str json) noexcept {
    const std::lock_guard lock(call->mutex);
    if (call->answer.answers++ > 0) {
      return CALLOUT_E_PROTOCOL;
    }
    call->answer.status = status;
    call->answer.text = to_string_view(json);
    call->answered.notify_all();
    return CALLOUT_OK;
  }

  static std::uint32_t CALLOUT_CALL cancelled(callout_call* call) noexcept {
    const bool late = std::chrono::steady_clock::now() >= call->limit.deadline;
    return late || call->limit.stop.stop_requested() ? 1U : 0U;
  }

  static std::int64_t nanoseconds(std::chrono::steady_clock::time_point time) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
  }

  static std::int64_t CALLOUT_CALL deadline_ns(callout_call* call) noexcept {
    return nanoseconds(call->limit.deadline);
  }

  static std::int64_t CALLOUT_CALL now_ns(const callout_host*) noexcept {
    return nanoseconds(std::chrono::steady_clock::now());
  }

  static void CALLOUT_CALL progress(callout_call*, double, callout_str) noexcept {}

  static void CALLOUT_CALL log(const callout_host* host,
                               callout_call*,
                               std::int32_t level,
                               callout_str message,
                               callout_str fields) noexcept {
    FakeHost& self = *static_cast<FakeHost*>(host->host_data);
    const std::lock_guard lock(self.mutex_);
    self.lines_.push_back({level, std::string(to_string_view(message)), std::string(to_string_view(fields))});
  }

  static const void* CALLOUT_CALL get_extension(const callout_host*, callout_str) noexcept { return nullptr; }

  callout_host table_{};
  mutable std::mutex mutex_;
  std::vector<LogLine> lines_;
};

/// One configured connector. Lives within its PluginUnderTest.
class InstanceUnderTest {
public:
  InstanceUnderTest(const callout_plugin& plugin, callout_instance* instance)
      : plugin_(&plugin), instance_(instance) {}

  InstanceUnderTest(InstanceUnderTest&& other) noexcept
      : plugin_(other.plugin_),
        instance_(std::exchange(other.instance_, nullptr)),
        session_(std::move(other.session_)),
        flags_(other.flags_) {}

  InstanceUnderTest& operator=(InstanceUnderTest&&) = delete;
  InstanceUnderTest(const InstanceUnderTest&) = delete;
  InstanceUnderTest& operator=(const InstanceUnderTest&) = delete;

  ~InstanceUnderTest() {
    if (instance_ != nullptr) {
      plugin_->destroy(instance_);
    }
  }

  /// Keeps the session of a successful answer for later invokes.
  Answer
  authenticate(std::string_view kind, const boost::json::object& credentials, const WaitLimit& limit = {}) {
    Answer answer = run(plugin_->authenticate, kind, boost::json::serialize(credentials), limit);
    if (answer.ok()) {
      session_ = boost::json::serialize(answer.json().at("session"));
    }
    return answer;
  }

  Answer invoke(std::string_view action, const boost::json::object& input, const WaitLimit& limit = {}) {
    return invoke_text(action, boost::json::serialize(input), limit);
  }

  /// With the input as it would cross, well-formed or not.
  Answer invoke_text(std::string_view action, std::string_view input, const WaitLimit& limit = {}) {
    return run(plugin_->invoke_action, action, input, limit);
  }

  /// The session as JSON text.
  void use_session(std::string json) { session_ = std::move(json); }

  /// Flags for later calls (CALLOUT_REQ_*), besides that the host takes late answers.
  void use_flags(std::uint32_t flags) { flags_ = flags; }

private:
  using Operation = callout_status(CALLOUT_CALL*)(callout_instance*, callout_call*, const callout_request*);

  Answer run(Operation operation, std::string_view name, std::string_view input, const WaitLimit& limit) {
    callout_call call;
    call.limit = limit;
    callout_request request{};
    request.struct_size = sizeof(request);
    request.flags = CALLOUT_REQ_ALLOW_PENDING | flags_;
    request.action = to_callout_str(name);
    request.input = to_callout_str(input);
    request.session = to_callout_str(session_);
    request.request_id = to_callout_str("test-request");
    request.attempt = 1;
    callout_status returned = CALLOUT_OK;
    {
      const std::stop_callback on_stop(limit.stop, [&] {
        if (plugin_->cancel != nullptr) {
          plugin_->cancel(instance_, &call);
        }
      });
      returned = operation(instance_, &call, &request);
      std::unique_lock lock(call.mutex);
      if (returned == CALLOUT_PENDING) {
        call.answered.wait(lock, [&] { return call.answer.answers > 0; });
      }
    }
    const std::lock_guard lock(call.mutex);
    if (call.answer.answers == 0) {
      call.answer.status = returned;
    }
    return call.answer;
  }

  const callout_plugin* plugin_;
  callout_instance* instance_;
  std::string session_;
  std::uint32_t flags_ = 0;
};

/// A plugin loaded from its entry function.
class PluginUnderTest {
public:
  explicit PluginUnderTest(callout_entry_fn entry) : plugin_(entry(host_.table())) {
    if (plugin_ == nullptr) {
      throw std::runtime_error("the plugin refused to load");
    }
  }

  PluginUnderTest(const PluginUnderTest&) = delete;
  PluginUnderTest& operator=(const PluginUnderTest&) = delete;

  ~PluginUnderTest() {
    if (plugin_->shutdown != nullptr) {
      plugin_->shutdown(plugin_);
    }
  }

  [[nodiscard]] const callout_plugin& table() const { return *plugin_; }

  [[nodiscard]] const FakeHost& host() const { return host_; }

  /// The manifest, or one action.
  Answer describe(std::string_view topic = {}) {
    callout_call call;
    const callout_status status = plugin_->describe(plugin_, &call, to_callout_str(topic));
    return finished(call, status);
  }

  /// Throws when the plugin refuses the config; try_create() shows how.
  InstanceUnderTest create(std::string_view config = "{}") {
    callout_call call;
    callout_instance* instance = nullptr;
    const callout_status status = plugin_->create(plugin_, &call, to_callout_str(config), &instance);
    if (instance == nullptr) {
      throw std::runtime_error("create failed: " + finished(call, status).text);
    }
    return {*plugin_, instance};
  }

  /// The answer to a config; an instance that came of it is destroyed at once.
  Answer try_create(std::string_view config) {
    callout_call call;
    callout_instance* instance = nullptr;
    const callout_status status = plugin_->create(plugin_, &call, to_callout_str(config), &instance);
    if (instance != nullptr) {
      plugin_->destroy(instance);
    }
    return finished(call, status);
  }

private:
  static Answer finished(callout_call& call, callout_status returned) {
    const std::lock_guard lock(call.mutex);
    if (call.answer.answers == 0) {
      call.answer.status = returned;
    }
    return call.answer;
  }

  FakeHost host_;
  const callout_plugin* plugin_;
};

} // namespace callout::sdk::testing
