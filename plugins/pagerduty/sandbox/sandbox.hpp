#pragma once

#include <mutex>

#include "sandbox/message.hpp"
#include "sandbox/state.hpp"

namespace callout::sandbox {

/// The offline PagerDuty without its socket: answers requests to REST, token endpoint, Events API and
/// control.
class Sandbox {
public:
  /// Seeds the account and puts the options' faults in wait.
  explicit Sandbox(Options options);

  /// Answers one request. Thread-safe; never throws: what goes wrong inside becomes a 500.
  Response handle(Request request);

private:
  Response answer(Request& request);
  Response answer_unless_faulted(const Request& request);
  Response serve(const Request& request);
  Response serve_rest(const Request& request);
  void note(const Request& request, const Response& response, std::string_view request_id);

  std::mutex mutex_;
  State state_;
};

} // namespace callout::sandbox
