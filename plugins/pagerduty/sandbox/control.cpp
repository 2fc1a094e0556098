#include "sandbox/control.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <boost/json/parse.hpp>

#include "sandbox/errors.hpp"
#include "sandbox/members.hpp"
#include "sandbox/seed.hpp"

namespace callout::sandbox {
namespace {

constexpr std::int64_t furthest_move = std::int64_t{10} * 366 * 86400;

using Control = Response (*)(const Request& request, State& state);

struct ControlRoute {
  std::string_view method;
  std::string_view path;
  Control control = nullptr;
};

Result<json::object> control_body(const Request& request) {
  boost::system::error_code error;
  json::value body = json::parse(request.body, error);
  if (error || !body.is_object()) {
    return invalid_input({"The body must be a JSON object"});
  }
  return std::move(body.get_object());
}

json::object status_counts(const Account& account) {
  json::object counts{{"triggered", 0}, {"acknowledged", 0}, {"resolved", 0}};
  for (const json::object& incident : account.incidents) {
    json::value& count = counts[text(incident, "status")];
    count = count.as_int64() + 1;
  }
  return counts;
}

json::object effects_of(const Account& account) {
  json::object effects;
  for (const auto& [name, count] : account.effects) {
    effects[name] = count;
  }
  return effects;
}

std::size_t note_count(const Account& account) {
  std::size_t count = 0;
  for (const auto& [incident, notes] : account.notes) {
    count += notes.size();
  }
  return count;
}

Response show_state(const Request& /*request*/, State& state) {
  const Account& account = state.account;
  return json_response(200,
                       json::object{{"now", to_timestamp(state.now())},
                                    {"incidents", account.incidents.size()},
                                    {"incidents_by_status", status_counts(account)},
                                    {"alerts", account.alerts.size()},
                                    {"log_entries", account.log_entries.size()},
                                    {"notes", note_count(account)},
                                    {"services", account.services.size()},
                                    {"users", account.users.size()},
                                    {"change_events", account.change_events.size()},
                                    {"maintenance_windows", account.maintenance_windows.size()},
                                    {"tokens", state.tokens.size()},
                                    {"faults_waiting", state.faults.waiting()},
                                    {"effects", effects_of(account)},
                                    {"requests", state.log.counts()}});
}

Response show_requests(const Request& request, State& state) {
  std::size_t count = 50;
  if (const auto asked = find_parameter(request.query, "n")) {
    const auto [end, error] = std::from_chars(asked->data(), asked->data() + asked->size(), count);
    if (error != std::errc() || end != asked->data() + asked->size()) {
      return invalid_input({"'n' must be a number"});
    }
  }
  return json_response(200, json::object{{"requests", state.log.recent(count)}});
}

Response do_reset(const Request& /*request*/, State& state) {
  reset(state);
  return json_response(200, json::object{{"reset", true}});
}

Response revoke_tokens(const Request& /*request*/, State& state) {
  return json_response(200, json::object{{"revoked", state.tokens.revoke_all()}});
}

Response add_fault(const Request& request, State& state) {
  const auto body = control_body(request);
  if (!body) {
    return body.error();
  }
  auto fault = parse_fault(*body);
  if (!fault) {
    return invalid_input({fault.error()});
  }
  state.faults.add(std::move(*fault));
  return json_response(201, json::object{{"faults_waiting", state.faults.waiting()}});
}

Response clear_faults(const Request& /*request*/, State& state) {
  state.faults.clear();
  return json_response(200, json::object{{"faults_waiting", 0}});
}

Response move_clock(const Request& request, State& state) {
  const auto body = control_body(request);
  if (!body) {
    return body.error();
  }
  const json::value* seconds = body->if_contains("advance_seconds");
  if (seconds == nullptr || !seconds->is_int64() || seconds->get_int64() < 0 ||
      seconds->get_int64() > furthest_move) {
    return invalid_input({"/advance_seconds must be a number of seconds that is not negative"});
  }
  state.clock_offset = std::min(state.clock_offset + std::chrono::seconds(seconds->get_int64()),
                                std::chrono::seconds(furthest_move));
  return json_response(200, json::object{{"now", to_timestamp(state.now())}});
}

constexpr std::array controls{
    ControlRoute{"GET", "/sandbox/state", show_state},
    ControlRoute{"GET", "/sandbox/requests", show_requests},
    ControlRoute{"POST", "/sandbox/reset", do_reset},
    ControlRoute{"POST", "/sandbox/revoke-tokens", revoke_tokens},
    ControlRoute{"POST", "/sandbox/faults", add_fault},
    ControlRoute{"DELETE", "/sandbox/faults", clear_faults},
    ControlRoute{"POST", "/sandbox/clock", move_clock},
};

} // namespace

Response answer_control(const Request& request, State& state) {
  const std::string path = request.path();
  const auto* const found = std::find_if(controls.begin(), controls.end(), [&](const ControlRoute& route) {
    return route.method == request.method && route.path == path;
  });
  return found == controls.end() ? not_found() : found->control(request, state);
}

void reset(State& state) {
  state.clock_offset = std::chrono::seconds(0);
  state.tokens.revoke_all();
  state.faults.clear();
  state.limiter.clear();
  state.log.clear();
  state.account = Account();
  state.account.base_url = state.options.base_url;
  state.account.now = state.now();
  seed(state.account, state.options);
}

} // namespace callout::sandbox
