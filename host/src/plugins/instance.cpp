#include "instance.hpp"

#include <chrono>
#include <utility>

#include "answer.hpp"
#include "open_call.hpp"

namespace callout::host {
namespace {

// How long a plugin that was told to stop may take to say so.
constexpr std::chrono::milliseconds grace{250};
// How often a caller that waits for its turn looks whether it is still wanted.
constexpr std::chrono::milliseconds turn_tick{20};

callout_str view(std::string_view text) {
  return {text.data(), text.size()};
}

Failure given_up(const callout_call& call, std::string_view what) {
  const bool stopped = call.limits().stop.stop_requested();
  return make_failure(stopped ? CALLOUT_E_CANCELLED : CALLOUT_E_DEADLINE,
                      std::string(what) + (stopped ? " was cancelled" : " did not end before its deadline"),
                      stopped ? std::string_view() : "Give it more time with --timeout.");
}

} // namespace

Result<std::unique_ptr<Instance>> Instance::create(const PluginLibrary& plugin, std::string_view config) {
  const auto call = std::make_shared<callout_call>(CallLimits{});
  callout_instance* instance = nullptr;
  const callout_status status = plugin.table().create(&plugin.table(), call.get(), view(config), &instance);
  if (instance != nullptr) {
    return std::unique_ptr<Instance>(new Instance(plugin, instance));
  }
  const bool answered = call->answered();
  Answer answer = answered ? call->take() : Answer{status, {}};
  if (answer.status >= 0) {
    answer = {CALLOUT_E_PROTOCOL, R"({"detail":"the plugin made no instance and gave no reason"})"};
  }
  return to_result(std::move(answer), answered, "create", plugin).error();
}

Instance::~Instance() {
  if (!quarantined_) {
    plugin_.table().destroy(instance_);
  }
}

Result<std::string> Instance::authenticate(const PluginRequest& request, const CallLimits& limits) {
  return run(plugin_.table().authenticate, "authenticate", request, limits);
}

Result<std::string> Instance::invoke(const PluginRequest& request, const CallLimits& limits) {
  return run(plugin_.table().invoke_action, request.name, request, limits);
}

Result<std::string> Instance::run(Operation operation,
                                  std::string_view what,
                                  const PluginRequest& request,
                                  const CallLimits& limits) {
  const auto call = std::make_shared<callout_call>(limits);
  std::unique_lock turn(serial_, std::defer_lock);
  if (!plugin_.has_flag(CALLOUT_PLUGIN_CONCURRENT)) {
    while (!turn.try_lock_for(turn_tick)) {
      if (call->cancelled()) {
        return given_up(*call, what);
      }
    }
  }
  callout_request raw{};
  raw.struct_size = sizeof(raw);
  raw.flags = plugin_.has_flag(CALLOUT_PLUGIN_ASYNC) ? CALLOUT_REQ_ALLOW_PENDING : 0U;
  raw.action = view(request.name);
  raw.input = view(request.input);
  raw.session = view(request.session);
  raw.request_id = view(request.request_id);
  raw.attempt = request.attempt;

  const bool may_pend = plugin_.has_flag(CALLOUT_PLUGIN_ASYNC);
  const callout_status returned = run_open(operation, call, may_pend ? call->keep(raw) : raw);
  const bool answered = call->answered();
  if (may_pend && returned == CALLOUT_PENDING && !answered) {
    return given_up(*call, what);
  }
  return to_result(answered ? call->take() : Answer{returned, {}}, answered, what, plugin_);
}

/// From here until it returns, a stop request wakes the plugin up. A blocking plugin that heeds neither its
/// deadline nor `cancelled` cannot be interrupted inside this process.
callout_status Instance::run_open(Operation operation,
                                  const std::shared_ptr<callout_call>& call,
                                  const callout_request& raw) {
  const std::stop_callback on_stop(call->limits().stop, [&] { wake(*call); });
  const callout_status returned = operation(instance_, call.get(), &raw);
  if (returned == CALLOUT_PENDING && (raw.flags & CALLOUT_REQ_ALLOW_PENDING) != 0) {
    wait_for(call);
  }
  return returned;
}

void Instance::wait_for(const std::shared_ptr<callout_call>& call) {
  if (call->wait_until(call->limits().deadline)) {
    return;
  }
  wake(*call);
  if (!call->wait_in_grace(grace)) {
    quarantined_ = true;
    call->keep_until_answered();
  }
}

void Instance::wake(callout_call& call) const {
  if (CALLOUT_HAS(&plugin_.table(), callout_plugin, cancel)) {
    call.wake([&] { plugin_.table().cancel(instance_, &call); });
  }
}

} // namespace callout::host
