#pragma once

/// The barrier between C++ and the C ABI. No exception passes it.

#include <exception>
#include <memory>
#include <string>
#include <utility>

#include <boost/version.hpp>
#include <callout/sdk/call.hpp>
#include <callout/sdk/definition.hpp>

namespace callout::sdk {

/// A plugin as loaded once by one host.
template <class Connector>
class Module {
public:
  Module(const callout_host& host, Definition<Connector> definition)
      : host_(host), definition_(std::move(definition)) {
    table_.struct_size = sizeof(callout_plugin);
    table_.abi_version = CALLOUT_ABI_VERSION;
    table_.min_host_abi = CALLOUT_ABI_MAKE(1U, 0U);
    table_.flags = definition_.flags();
    table_.id = to_callout_str(definition_.id());
    table_.version = to_callout_str(definition_.version());
    table_.build = to_callout_str(build_);
    table_.plugin_data = this;
    table_.describe = &Module::describe;
    table_.create = &Module::create;
    table_.destroy = &Module::destroy;
    table_.authenticate = &Module::authenticate;
    table_.invoke_action = &Module::invoke_action;
    table_.cancel = &Module::cancel;
    table_.get_extension = &Module::get_extension;
    table_.shutdown = &Module::shutdown;
  }

  Module(const Module&) = delete;
  Module& operator=(const Module&) = delete;
  ~Module() = default;

  [[nodiscard]] const callout_plugin* table() const { return &table_; }

private:
  struct Instance {
    Instance(const Module& owner, const boost::json::object& config) : module(owner), connector(config) {}

    const Module& module;
    OpenCalls open;
    Connector connector;
  };

  // The opaque types of the ABI carry our own objects.
  static const Module& from(const callout_plugin* self) {
    return *static_cast<const Module*>(self->plugin_data);
  }

  static Instance* from(callout_instance* instance) {
    return static_cast<Instance*>(static_cast<void*>(instance));
  }

  /// Runs `body`, and turns whatever it throws into the call's answer.
  template <class Body>
  static callout_status guarded(const callout_host& host, callout_call* call, Body body) noexcept {
    try {
      return body();
    } catch (const ProblemException& refusal) {
      return fail(host, call, refusal.problem());
    } catch (const std::exception& error) {
      return fail(
          host, call, make_problem(CALLOUT_E_INTERNAL, std::string("the plugin failed: ") + error.what()));
    } catch (...) {
      return CALLOUT_E_INTERNAL;
    }
  }

  static callout_status fail(const callout_host& host, callout_call* call, const Problem& problem) noexcept {
    try {
      answer(host, call, problem);
    } catch (...) { // out of memory: the status alone is the answer
      return problem.status;
    }
    return problem.status;
  }

  static callout_status CALLOUT_CALL describe(const callout_plugin* self,
                                              callout_call* call,
                                              callout_str topic) noexcept {
    const Module& module = from(self);
    return guarded(module.host_, call, [&] {
      const Reply reply = module.definition_.describe(to_string_view(topic));
      answer(module.host_, call, reply);
      return reply.status();
    });
  }

  static callout_status CALLOUT_CALL create(const callout_plugin* self,
                                            callout_call* call,
                                            callout_str config,
                                            callout_instance** out) noexcept {
    const Module& module = from(self);
    *out = nullptr;
    return guarded(module.host_, call, [&]() -> callout_status {
      auto parsed = parse_json(config.len == 0 ? "{}" : to_string_view(config), "config");
      if (!parsed) {
        throw ProblemException(parsed.error());
      }
      if (!parsed->is_object()) {
        throw ProblemException(make_problem(CALLOUT_E_INVALID_ARGUMENT, "config is not a JSON object"));
      }
      auto instance = std::make_unique<Instance>(module, parsed->get_object());
      *out = static_cast<callout_instance*>(static_cast<void*>(instance.release()));
      return CALLOUT_OK;
    });
  }

  static void CALLOUT_CALL destroy(callout_instance* instance) noexcept {
    const std::unique_ptr<Instance> owner(from(instance));
  }

  static callout_status CALLOUT_CALL authenticate(callout_instance* instance,
                                                  callout_call* call,
                                                  const callout_request* request) noexcept {
    const Definition<Connector>& definition = from(instance)->module.definition_;
    const std::string_view kind = to_string_view(request->action);
    return run(*from(instance), call, *request, definition.find_authentication(kind), [&] {
      return definition.unknown_authentication(kind);
    });
  }

  static callout_status CALLOUT_CALL invoke_action(callout_instance* instance,
                                                   callout_call* call,
                                                   const callout_request* request) noexcept {
    const Definition<Connector>& definition = from(instance)->module.definition_;
    const std::string_view action = to_string_view(request->action);
    return run(*from(instance), call, *request, definition.find_action(action), [&] {
      return definition.unknown_action(action);
    });
  }

  template <class Refuse>
  static callout_status run(Instance& instance,
                            callout_call* call,
                            const callout_request& request,
                            const Handler<Connector>* handler,
                            Refuse refuse) noexcept {
    const callout_host& host = instance.module.host_;
    if (handler == nullptr) {
      return guarded(host, call, [&]() -> callout_status { throw ProblemException(refuse()); });
    }
    if ((request.flags & CALLOUT_REQ_DRY_RUN) != 0 && !instance.module.definition_.has_dry_run()) {
      return fail(host, call, make_problem(CALLOUT_E_UNSUPPORTED, "this plugin has no dry run"));
    }
    if (const auto* const blocking = std::get_if<std::function<Reply(Connector&, const Request&)>>(handler)) {
      return run_blocking(instance, call, request, *blocking);
    }
    return run_async(instance, call, request, std::get<std::function<void(Connector&, Call)>>(*handler));
  }

  static callout_status
  run_blocking(Instance& instance,
               callout_call* call,
               const callout_request& raw,
               const std::function<Reply(Connector&, const Request&)>& handler) noexcept {
    const callout_host& host = instance.module.host_;
    return guarded(host, call, [&] {
      const Request request(host, *call, raw);
      open(instance, call, request);
      const auto reply = [&]() -> Reply {
        const Registration registration{instance.open, call};
        return request.problem() ? Reply(*request.problem()) : handler(instance.connector, request);
      }();
      answer(host, call, reply);
      return reply.status();
    });
  }

  static callout_status run_async(Instance& instance,
                                  callout_call* call,
                                  const callout_request& raw,
                                  const std::function<void(Connector&, Call)>& handler) noexcept {
    const callout_host& host = instance.module.host_;
    if ((raw.flags & CALLOUT_REQ_ALLOW_PENDING) == 0) {
      return fail(
          host,
          call,
          make_problem(CALLOUT_E_UNSUPPORTED, "this action answers later, which the host did not allow"));
    }
    std::unique_ptr<const Request> request;
    const callout_status parsed = guarded(host, call, [&] {
      request = std::make_unique<const Request>(host, *call, raw);
      open(instance, call, *request);
      return CALLOUT_OK;
    });
    if (parsed != CALLOUT_OK) {
      return parsed;
    }
    // From here the Call answers, also when the handler throws.
    Call open(host, *call, instance.open, std::move(request));
    if (open.request().problem()) {
      const Problem problem = *open.request().problem();
      std::move(open).reply(problem);
      return CALLOUT_PENDING;
    }
    try {
      handler(instance.connector, std::move(open));
    } catch (...) { // the Call's destructor has answered
      return CALLOUT_PENDING;
    }
    return CALLOUT_PENDING;
  }

  /// A cancel that came before the call was registered woke nothing up, so it is looked for once more. A
  /// passed deadline is not a cancel: whoever waits sees it by itself.
  static void open(Instance& instance, callout_call* call, const Request& request) {
    instance.open.add(call, request.stop_source());
    if (request.cancelled() && std::chrono::steady_clock::now() < request.wait_limit().deadline) {
      request.stop_source().request_stop();
    }
  }

  /// Ends a call's registration also when its handler throws.
  struct Registration {
    OpenCalls& open;
    callout_call* call;

    Registration(OpenCalls& calls, callout_call* registered) : open(calls), call(registered) {}

    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;

    ~Registration() { open.remove(call); }
  };

  static void CALLOUT_CALL cancel(callout_instance* instance, callout_call* call) noexcept {
    try {
      from(instance)->open.cancel(call);
    } catch (...) { // NOLINT(bugprone-empty-catch): a call that is not woken up still polls cancelled()
    }
  }

  static const void* CALLOUT_CALL get_extension(const callout_plugin*, callout_str) noexcept {
    return nullptr;
  }

  static void CALLOUT_CALL shutdown(const callout_plugin* self) noexcept {
    const std::unique_ptr<Module> owner(static_cast<Module*>(self->plugin_data));
  }

  const callout_host& host_;
  const Definition<Connector> definition_;
  const std::string build_ = "Callout SDK for ABI 1.0, Boost " BOOST_LIB_VERSION;
  callout_plugin table_{};
};

/// Makes a module for `host`, or refuses by NULL after logging why. Each load gets its own module.
template <class Connector>
const callout_plugin* load_plugin(const callout_host* host, Definition<Connector> (*make)()) noexcept {
  std::string refusal;
  try {
    // The module lives until shutdown(), which takes it back.
    return std::make_unique<Module<Connector>>(*host, make()).release()->table();
  } catch (const std::exception& error) {
    refusal = error.what();
  } catch (...) {
    refusal = "unknown exception";
  }
  host->log(host, nullptr, CALLOUT_LOG_ERROR, to_callout_str(refusal), {});
  return nullptr;
}

} // namespace callout::sdk

/// Ends a plugin: `...` is a Definition.
#define CALLOUT_EXPORT_PLUGIN(...)                                                                           \
  extern "C" CALLOUT_EXPORT const callout_plugin* CALLOUT_CALL callout_plugin_entry_v1(                      \
      const callout_host* host) {                                                                            \
    return ::callout::sdk::load_plugin(                                                                      \
        host, +[] { return __VA_ARGS__; });                                                                  \
  }
