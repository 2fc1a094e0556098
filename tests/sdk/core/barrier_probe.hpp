#pragma once

/// A plugin whose actions end in every way that an action can.

#include <condition_variable>
#include <stdexcept>
#include <string>
#include <thread>

#include <callout/sdk/plugin.hpp>

namespace callout::sdk::testing {

namespace json = boost::json;

struct Probe {
  explicit Probe(const json::object& config) {
    if (config.contains("refuse")) {
      throw ProblemException(make_problem(CALLOUT_E_INVALID_ARGUMENT, "/refuse is set", "Leave it out."));
    }
    if (config.contains("bug")) {
      throw std::out_of_range("bug in a constructor");
    }
  }

  Probe(const Probe&) = delete;
  Probe& operator=(const Probe&) = delete;

  ~Probe() {
    for (std::thread& thread : threads) {
      thread.join();
    }
  }

  Reply echo(const Request& request) const {
    return json::value{{"input", request.input()},
                       {"session", request.session()},
                       {"action", request.action()},
                       {"request_id", request.request_id()},
                       {"attempt", request.attempt()},
                       {"host", request.host_name()}};
  }

  Reply raw(const Request&) const { return Reply::from_json_text("{\"number\":0.1}"); }

  Reply missing(const Request&) const {
    return make_problem(CALLOUT_E_NOT_FOUND, "there is none", "Look elsewhere.");
  }

  Reply positive(const Request&) const { return make_problem(CALLOUT_OK, "a problem with a good status"); }

  Reply throws(const Request&) const { throw std::runtime_error("boom"); }

  Reply throws_int(const Request&) const { throw 42; } // NOLINT: anything may be thrown

  Reply wait(const Request& request) const {
    std::mutex mutex;
    std::condition_variable_any woken;
    std::unique_lock lock(mutex);
    const WaitLimit limit = request.wait_limit();
    woken.wait_until(lock, limit.stop, limit.deadline, [] { return false; });
    return make_problem(request.cancelled() && limit.stop.stop_requested() ? CALLOUT_E_CANCELLED
                                                                           : CALLOUT_E_DEADLINE,
                        "woken up");
  }

  Reply talk(const Request& request) const {
    request.log(LogLevel::warn, "careful", {{"attempt", 1}});
    request.progress(0.5, {{"page", 1}});
    return json::value(nullptr);
  }

  // NOLINTNEXTLINE(readability-convert-member-functions-to-static): a handler
  Reply is_dry(const Request& request) const { return json::value{{"dry", request.dry_run()}}; }

  void later(Call call) {
    threads.emplace_back([call = std::move(call)]() mutable {
      const json::value answer{{"later", call.request().input()}};
      std::move(call).reply(answer);
    });
  }

  void forgets(Call call) const { const Call dropped = std::move(call); }

  void throws_later(Call) const { throw std::runtime_error("boom"); }

  std::vector<std::thread> threads;
};

inline Reply log_in(Probe&, const Request& request) {
  if (request.input().contains("wrong")) {
    return make_problem(CALLOUT_E_UNAUTHENTICATED, "wrong credentials");
  }
  return Session{.session = {{"token", "t-1"}},
                 .expires_in = std::chrono::milliseconds(1500),
                 .label = "probe",
                 .granted_scopes = {"a"},
                 .missing_scopes = {"b"}};
}

constexpr const char* any = R"({"type":"object"})";

inline Definition<Probe> define() {
  return Definition<Probe>("com.example.probe", "1.2.3")
      .title("Probe")
      .authentication({.kind = "key", .title = "Key", .secrets = {"/key"}}, log_in)
      .action("echo", "Echo", any, &Probe::echo)
      .action("raw", "Raw", any, &Probe::raw)
      .action("missing", "Missing", any, &Probe::missing)
      .action("positive", "Positive", any, &Probe::positive)
      .action("throws", "Throws", any, &Probe::throws)
      .action("throws_int", "Throws an int", any, &Probe::throws_int)
      .action("wait", "Wait", any, &Probe::wait)
      .action("talk", "Talk", any, &Probe::talk)
      .action("later", "Later", any, &Probe::later)
      .action("forgets", "Forgets", any, &Probe::forgets)
      .action("throws_later", "Throws later", any, &Probe::throws_later);
}

inline const callout_plugin* entry(const callout_host* host) {
  return load_plugin(host, &define);
}

inline Definition<Probe> define_with_dry_run() {
  return Definition<Probe>("com.example.dry", "1.0.0")
      .dry_run()
      .action("is_dry", "Is dry", any, &Probe::is_dry);
}

inline const callout_plugin* entry_with_dry_run(const callout_host* host) {
  return load_plugin(host, &define_with_dry_run);
}

} // namespace callout::sdk::testing
