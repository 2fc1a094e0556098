#pragma once

#include <optional>

#include <callout/sdk/request.hpp>
#include <callout/sdk/testing.hpp>
#include <callout/sdk/wait_limit.hpp>

namespace callout::test {

/// A call of a host that records what is logged in its name.
class OpenCall {
public:
  explicit OpenCall(const sdk::WaitLimit& limit = {}) {
    raw_.struct_size = sizeof raw_;
    open_.limit = limit;
    request_.emplace(*host_.table(), open_, raw_);
  }

  [[nodiscard]] const sdk::Request& request() const { return *request_; }

  [[nodiscard]] std::vector<sdk::testing::LogLine> log_lines() const { return host_.log_lines(); }

private:
  sdk::testing::FakeHost host_;
  callout_call open_;
  callout_request raw_{};
  std::optional<sdk::Request> request_;
};

} // namespace callout::test
