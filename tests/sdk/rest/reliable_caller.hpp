#pragma once

/// What sends calls reliably, and a server that plays along.

#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <callout/rest/rest_call.hpp>
#include <callout/sdk/testing.hpp>

#include "client_fixture.hpp"

namespace callout::test {

/// An answer that is none.
inline std::string refusal(int status, const std::string& header_lines = {}) {
  return "HTTP/1.1 " + std::to_string(status) + " No\r\nContent-Length: 0\r\n" + header_lines + "\r\n";
}

/// A server that plays these reactions, one a request, whichever connection it comes by; then it answers 200.
class Playing {
public:
  explicit Playing(std::vector<Reaction> reactions)
      : reactions_(std::move(reactions)), server_([this](const std::string&, int) {
          const std::size_t next = next_++;
          return next < reactions_.size() ? reactions_[next] : Reaction{ok_answer("{}")};
        }) {}

  [[nodiscard]] const TlsServer& server() const { return server_; }

  [[nodiscard]] std::size_t asked() const { return next_; }

private:
  std::vector<Reaction> reactions_;
  std::atomic<std::size_t> next_ = 0;
  TlsServer server_;
};

/// A call of a host, and a policy whose waits are short.
struct Caller {
  sdk::testing::FakeHost host;
  callout_call open;
  callout_request raw{};
  std::unique_ptr<sdk::Request> call;
  rest::HttpClient client{trusting_options()};
  rest::CallPolicy policy{.retry = {.base_delay = std::chrono::milliseconds(2)}};

  explicit Caller(const sdk::WaitLimit& limit = patience()) {
    raw.struct_size = sizeof raw;
    open.limit = limit;
    call = std::make_unique<sdk::Request>(*host.table(), open, raw);
  }

  rest::Delivery send(const Playing& playing, const rest::HttpRequest& request) {
    const rest::Origin origin = origin_of(playing.server());
    return rest::send_reliably(*call,
                               {.client = client,
                                .origin = origin,
                                .request = request,
                                .keyed = request.body.find("incident_key") != std::string::npos},
                               policy);
  }

  [[nodiscard]] std::size_t repetitions() const {
    const auto lines = host.log_lines();
    return static_cast<std::size_t>(std::count_if(lines.begin(), lines.end(), [](const auto& line) {
      return line.level == CALLOUT_LOG_INFO && line.message == "HTTP request will be repeated";
    }));
  }
};

} // namespace callout::test
