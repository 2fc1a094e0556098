#pragma once

#include <chrono>
#include <stop_token>

namespace callout::sdk {

/// How long somebody waits for an answer. Give it to every blocking step below.
struct WaitLimit {
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
  std::stop_token stop = {};
};

} // namespace callout::sdk
