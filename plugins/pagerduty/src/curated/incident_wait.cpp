// Waiting until people, or another system, have done their part.
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
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
// How long the last look may take at most; of a short wait a quarter.
constexpr std::chrono::milliseconds last_look{1'000};
// The answer comes this long before the call's own deadline, so that it says how the incident stands.
constexpr std::chrono::milliseconds answer_time{250};

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

// Ends all that the call waits for at a time, unless it is gone by then.
class Alarm {
public:
  Alarm(std::stop_source call, Clock::time_point end)
      : thread_([call = std::move(call), end](const std::stop_token& over) mutable {
          std::mutex mutex;
          std::condition_variable_any never_notified;
          std::unique_lock lock(mutex);
          never_notified.wait_until(lock, over, end, [] { return false; });
          if (!over.stop_requested()) {
            call.request_stop();
          }
        }) {}

private:
  std::jthread thread_;
};

// This much before the end, but of a short time a quarter.
Clock::time_point before(Clock::time_point end, std::chrono::milliseconds margin, Clock::time_point begin) {
  return end - std::min<Clock::duration>(margin, (end - begin) / 4);
}

struct Wait {
  std::string id = {};
  std::vector<std::string> statuses;
  Clock::time_point begin = Clock::now();
  Clock::time_point end = Clock::time_point::max();
  std::string seen = {}; ///< the status at the latest look

  [[nodiscard]] Clock::time_point last() const { return before(end, last_look, begin); }

  [[nodiscard]] std::chrono::seconds waited() const {
    return std::chrono::round<std::chrono::seconds>(Clock::now() - begin);
  }
};

sdk::Problem too_late(const Api& api, const Wait& wait) {
  const std::string incident = wait.id.empty() ? "the incident" : "incident " + wait.id;
  sdk::Problem problem = sdk::make_problem(
      CALLOUT_E_DEADLINE,
      api.name() + ": " + incident +
          (wait.seen.empty() ? " could not be looked at" : " is still " + wait.seen) + " after " +
          std::to_string(wait.waited().count()) + " s; waited for " + joined(wait.statuses),
      "Escalate it, or give `within` more time.");
  if (!wait.seen.empty()) {
    problem.members["incident_status"] = wait.seen;
  }
  return problem;
}

// Cut off by the alarm, and not by whoever asked.
bool is_cut_off(const sdk::Problem& problem, const Wait& wait) {
  return problem.status == CALLOUT_E_CANCELLED && Clock::now() >= wait.end;
}

// Worth another look later: the wait may be long.
bool is_passing(const sdk::Problem& problem) {
  return problem.status == CALLOUT_E_UNAVAILABLE || problem.status == CALLOUT_E_RATE_LIMITED;
}

bool is_among(std::string_view status, const std::vector<std::string>& statuses) {
  return std::find(statuses.begin(), statuses.end(), status) != statuses.end();
}

// The answer once there is one, or nullopt to look again.
std::optional<sdk::Reply> look(Api& api, Wait& wait) {
  const bool is_last = Clock::now() >= wait.last();
  const auto incident = api.read("getIncident", {{"id", wait.id}}, "incident");
  if (!incident) {
    if (is_cut_off(incident.error(), wait)) {
      return too_late(api, wait);
    }
    return is_passing(incident.error()) && !is_last ? std::nullopt
                                                    : std::optional<sdk::Reply>(incident.error());
  }
  wait.seen = text_of(*incident, "status");
  if (is_among(wait.seen, wait.statuses)) {
    return json::value{{"incident", *incident}, {"waited_s", wait.waited().count()}};
  }
  return is_last ? std::optional<sdk::Reply>(too_late(api, wait)) : std::nullopt;
}

sdk::Reply poll(Api& api, Wait& wait) {
  std::chrono::milliseconds pause = first_pause;
  while (!api.request().cancelled()) {
    if (const auto reply = look(api, wait)) {
      return *reply;
    }
    pause_until(api.request(), std::min(Clock::now() + pause, wait.last()));
    pause = std::min(pause * 3 / 2, longest_pause);
  }
  const sdk::Problem stopped =
      sdk::make_problem(CALLOUT_E_CANCELLED, api.name() + ": stopped waiting for incident " + wait.id);
  return is_cut_off(stopped, wait) ? too_late(api, wait) : stopped;
}

} // namespace

sdk::Reply wait_for_incident(Api& api, const json::object& input) {
  Wait wait{.statuses = wanted_statuses(input)};
  wait.end = before(api.request().wait_limit().deadline, answer_time, wait.begin);
  if (const json::value* const given = input.if_contains("within")) {
    const auto within = read_duration(*given);
    if (!within) {
      return api.refuse("/within", "is no duration", R"(Write seconds, or a text such as "30m" or "2h".)");
    }
    wait.end = std::min(wait.end, wait.begin + *within);
  }
  const Alarm alarm(api.request().stop_source(), wait.end);
  auto id = resolve(api, Kind::incident, input.at("incident"), "/incident");
  if (!id) {
    return is_cut_off(id.error(), wait) ? too_late(api, wait) : id.error();
  }
  wait.id = std::move(*id);
  return poll(api, wait);
}

} // namespace callout::pagerduty::curated
