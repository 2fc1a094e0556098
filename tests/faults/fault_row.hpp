#pragma once

/// A row of the fault matrix: what the server does, and what the caller gets.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fault_scene.hpp"

namespace callout::test {

/// What a call has to come to while the fault lasts.
struct Expected {
  callout_status status = CALLOUT_OK;
  int requests = 1; ///< that reach the server that fails
  std::optional<bool> retryable = std::nullopt;
  bool unknown = false;       ///< the problem says "outcome": "unknown"
  std::string_view says = {}; ///< somewhere in the answer or problem
};

enum class Begins : std::uint8_t {
  fresh, ///< the fault meets the first request of all
  kept   ///< a call has gone well before, and its connection was kept
};

/// Which server fails.
enum class At : std::uint8_t { api, tokens };

struct Row {
  std::string_view name;
  Script script;
  Expected get;
  Expected post;
  Begins begins = Begins::fresh;
  Lasts lasts = Lasts::for_ever;
  At at = At::api;
  std::chrono::milliseconds time{20'000}; ///< until the deadline
  SceneOptions scene = {};
};

/// Plays the row with a GET and a POST, each on a host of its own, and checks: the answer, how many requests
/// arrived, that no call took effect twice, that nothing leaked, that the next call works. A fault that lasts
/// and that made the call repeat its request is played once more without lasting: then the call succeeds.
void check_row(const Row& row);

/// Checks all of it but the count of requests.
void check_outcome(const Outcome& outcome, const Expected& expected);

/// Unless the row says another: two attempts, with hardly a wait between.
extern const std::string_view quick_retry;

/// An HTTP answer with its Content-Length; `lines` are more header lines, each with its "\r\n".
std::string answer(std::string_view status, std::string_view body = {}, std::string_view lines = {});

/// An answer that says its call's credential again and ends with the connection.
Fault echo(std::string_view status, std::string_view body, std::string_view lines = {});

// What recurs.
inline constexpr Expected fine{};
inline constexpr Expected fine_again{.requests = 2};
/// May have taken effect, and a GET may be repeated.
inline constexpr Expected lost_get{.status = CALLOUT_E_UNAVAILABLE, .requests = 2, .retryable = true};
inline constexpr Expected lost_post{.status = CALLOUT_E_OUTCOME_UNKNOWN};

} // namespace callout::test
