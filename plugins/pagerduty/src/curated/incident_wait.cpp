// Waiting until people, or another system, have done their part.
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "curated/duration.hpp"
#include "curated/incident_actions.hpp"
#include "curated/members.hpp"
#include "curated/resolve.hpp"

namespace callout::pagerduty::curated {
namespace {

namespace json = boost::json;
using Clock = std::chrono::steady_clock;

// Short for whoever acts at once; long enough in the end that a hundred waits leave the rate limit alone.
constexpr std::chrono::milliseconds first_pause{1'000};
constexpr std::chrono::milliseconds longest_pause{30'000};
// What the last look takes, so that the answer comes before the call's own deadline.
constexpr std::chrono::milliseconds last_look{1'000};

std::vector<std::string> wanted_statuses(const json::object& input) {
  const json::value* const given = input.if_contains("status");
  if (given == nullptr) {
    return {"resolved"};
  }
  std::vector<std::string> statuses;
  if (given->is_string()) {
    statuses.emplace_back(given->get_string());
  } else if (given->is_array()) {
    for (const json::value& status : given->get_array()) {
      statuses.emplace_back(status.as_string());
    }
  }
  return statuses;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string text;
  for (const std::string& part : texts) {
    text += (text.empty() ? "" : " or ") + part;
  }
  return text;
}

// Returns early when nobody wants the answer any more.
void pause_until(const sdk::Request& request, Clock::time_point end) {
  std::mutex mutex;
  std::condition_variable_any never_notified;
  std::unique_lock lock(mutex);
  never_notified.wait_until(lock, request.wait_limit().stop, end, [] { return false; });
}

sdk::Problem too_late(const Api& api,
                      const json::object& incident,
                      const std::vector<std::string>& wanted,
                      std::chrono::seconds waited) {
  const std::string status(text_of(incident, "status"));
  sdk::Problem problem = sdk::make_problem(
      CALLOUT_E_DEADLINE,
      api.name() + ": incident " + std::string(text_of(incident, "id")) + " is still " + status + " after " +
          std::to_string(waited.count()) + " s; waited for " + joined(wanted),
      "Escalate it, or give `within` more time.");
  problem.members["incident_status"] = status;
  return problem;
}

struct Wait {
  std::string id = {};
  std::vector<std::string> statuses;
  Clock::time_point begin = Clock::now();
  Clock::time_point end = Clock::time_point::max();
};

// Worth another look later: the wait may be long.
bool is_passing(const sdk::Problem& problem) {
  return problem.status == CALLOUT_E_UNAVAILABLE || problem.status == CALLOUT_E_RATE_LIMITED;
}

bool is_among(std::string_view status, const std::vector<std::string>& statuses) {
  return std::find(statuses.begin(), statuses.end(), status) != statuses.end();
}

// The answer once there is one, or nullopt to look again.
std::optional<sdk::Reply> look(Api& api, const Wait& wait) {
  const bool is_last = Clock::now() >= wait.end;
  const auto answer = api.call("getIncident", {{"id", wait.id}});
  if (!answer) {
    return is_passing(answer.error()) && !is_last ? std::nullopt : std::optional(to_reply(answer));
  }
  const json::object* const incident = object_of(*answer, "incident");
  if (incident == nullptr) {
    return to_reply(answer);
  }
  const auto waited = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - wait.begin);
  if (is_among(text_of(*incident, "status"), wait.statuses)) {
    return json::value{{"incident", *incident}, {"waited_s", waited.count()}};
  }
  return is_last ? std::optional<sdk::Reply>(too_late(api, *incident, wait.statuses, waited)) : std::nullopt;
}

sdk::Reply poll(Api& api, const Wait& wait) {
  std::chrono::milliseconds pause = first_pause;
  while (!api.request().cancelled()) {
    if (const auto reply = look(api, wait)) {
      return *reply;
    }
    pause_until(api.request(), std::min(Clock::now() + pause, wait.end));
    pause = std::min(pause * 3 / 2, longest_pause);
  }
  return sdk::make_problem(CALLOUT_E_CANCELLED, api.name() + ": stopped waiting for incident " + wait.id);
}

} // namespace

sdk::Reply wait_for_incident(Api& api, const json::object& input) {
  Wait wait{.statuses = wanted_statuses(input), .end = api.request().wait_limit().deadline - last_look};
  if (const json::value* const given = input.if_contains("within")) {
    const auto within = read_duration(*given);
    if (!within) {
      return api.refuse("/within", "is no duration", R"(Write seconds, or a text such as "30m" or "2h".)");
    }
    wait.end = std::min(wait.end, wait.begin + *within);
  }
  auto id = resolve(api, Kind::incident, input.at("incident"), "/incident");
  if (!id) {
    return id.error();
  }
  wait.id = std::move(*id);
  return poll(api, wait);
}

} // namespace callout::pagerduty::curated
