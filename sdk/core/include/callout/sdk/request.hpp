#pragma once

/// What an action is asked, and how long it may take.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <callout/log_filter.h>
#include <callout/plugin.h>
#include <callout/sdk/json_text.hpp>
#include <callout/sdk/problem.hpp>
#include <callout/sdk/secret_memory.hpp>
#include <callout/sdk/wait_limit.hpp>

namespace callout::sdk {

enum class LogLevel : std::int32_t {
  trace = CALLOUT_LOG_TRACE,
  debug = CALLOUT_LOG_DEBUG,
  info = CALLOUT_LOG_INFO,
  warn = CALLOUT_LOG_WARN,
  error = CALLOUT_LOG_ERROR
};

/// One call as its handler sees it. Valid until the call is answered; safe to read from any thread.
class Request {
public:
  /// Parses input and session. `raw` and what it points to must live as long as this.
  Request(const callout_host& host, callout_call& call, const callout_request& raw)
      : host_(host), call_(call), raw_(raw) {
    auto input = parse_json(to_string_view(raw.input), "input", wiping_storage());
    auto session = parse_json(to_string_view(raw.session), "session", wiping_storage());
    if (!input || !session) {
      problem_ = input ? session.error() : input.error();
    } else if (!input->is_object() && !input->is_null()) {
      problem_ = make_problem(CALLOUT_E_INVALID_ARGUMENT, "input is not a JSON object");
    } else {
      // Moved within one memory resource: no copy.
      input_ = input->is_object() ? std::move(input->get_object()) : boost::json::object(wiping_storage());
      session_ = std::move(*session);
    }
  }

  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;
  ~Request() = default;

  /// Set when input or session could not be read; the barrier answers such a call itself.
  [[nodiscard]] const std::optional<Problem>& problem() const { return problem_; }

  /// invoke_action: the action's name; authenticate: the kind of authentication.
  [[nodiscard]] std::string_view action() const { return to_string_view(raw_.action); }

  /// The action's input, or the credentials.
  [[nodiscard]] const boost::json::object& input() const { return input_; }

  /// What authenticate yielded; null when there is none.
  [[nodiscard]] const boost::json::value& session() const { return session_; }

  /// The same for every attempt of one task: an idempotency key.
  [[nodiscard]] std::string_view request_id() const { return to_string_view(raw_.request_id); }

  /// From 1.
  [[nodiscard]] std::uint32_t attempt() const { return raw_.attempt; }

  /// The host asks to see what would be done instead of having it done (Definition::dry_run()).
  [[nodiscard]] bool dry_run() const { return (raw_.flags & CALLOUT_REQ_DRY_RUN) != 0; }

  /// The host's name and version, for a User-Agent.
  [[nodiscard]] std::string_view host_name() const { return to_string_view(host_.name); }

  [[nodiscard]] std::string_view host_version() const { return to_string_view(host_.version); }

  /// True once nobody wants the answer any more. Cheap enough to poll.
  [[nodiscard]] bool cancelled() const { return stop_.stop_requested() || host_.cancelled(&call_) != 0; }

  [[nodiscard]] WaitLimit wait_limit() const {
    WaitLimit limit{.deadline = std::chrono::steady_clock::time_point::max(), .stop = stop_.get_token()};
    const std::int64_t deadline = host_.deadline_ns(&call_);
    if (deadline != INT64_MAX) {
      limit.deadline =
          std::chrono::steady_clock::now() + std::chrono::nanoseconds(deadline - host_.now_ns(&host_));
    }
    return limit;
  }

  /// Whether anybody would see a record of that level (host extension callout.log_filter/1). Of a host that
  /// cannot say: from debug up.
  [[nodiscard]] bool wants(LogLevel level) const {
    const auto* const filter = static_cast<const callout_log_filter*>(
        host_.get_extension(&host_, to_callout_str(CALLOUT_LOG_FILTER_ID)));
    const bool is_there = filter != nullptr && CALLOUT_HAS(filter, callout_log_filter, lowest_level);
    return static_cast<std::int32_t>(level) >=
           (is_there ? filter->lowest_level(&host_, &call_) : CALLOUT_LOG_DEBUG);
  }

  /// `fields` are structured members. Never log a secret. Does nothing when nobody would see the record.
  void log(LogLevel level, std::string_view message, const boost::json::object& fields = {}) const {
    if (!wants(level)) {
      return;
    }
    const std::string text = fields.empty() ? std::string() : boost::json::serialize(fields);
    host_.log(
        &host_, &call_, static_cast<std::int32_t>(level), to_callout_str(message), to_callout_str(text));
  }

  /// `fraction` in [0, 1], or negative for unknown.
  void progress(double fraction, const boost::json::object& note = {}) const {
    const std::string text = note.empty() ? std::string() : boost::json::serialize(note);
    host_.progress(&call_, fraction, to_callout_str(text));
  }

  /// Stops everything that waits on wait_limit(). Called by the barrier when the host cancels.
  [[nodiscard]] std::stop_source stop_source() const { return stop_; }

private:
  const callout_host& host_;
  callout_call& call_;
  const callout_request& raw_;
  // On the heap: a copy of a Boost.JSON value shares its memory resource, and plugins copy these into what
  // outlives the request or lives on another thread. Wiped: a session is a secret, and credentials are input.
  boost::json::object input_ = boost::json::object(wiping_storage());
  boost::json::value session_ = boost::json::value(wiping_storage());
  std::optional<Problem> problem_;
  std::stop_source stop_;
};

} // namespace callout::sdk
