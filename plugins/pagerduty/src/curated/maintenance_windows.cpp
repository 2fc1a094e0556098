// Beginning and ending maintenance windows.
#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "curated/maintenance_actions.hpp"
#include "curated/members.hpp"
#include "curated/moment.hpp"
#include "curated/resolve.hpp"

namespace callout::pagerduty::curated {
namespace {

namespace json = boost::json;

Moment present() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

json::object brief(const json::object& window) {
  json::object row;
  for (const std::string_view member : {"id", "description", "start_time", "end_time", "services"}) {
    if (const json::value* const value = window.if_contains(member)) {
      row[member] = *value;
    }
  }
  return row;
}

/// What became of the windows.
struct Endings {
  json::array ended = {};
  json::array left = {}; ///< rows with "why"
  std::optional<sdk::Problem> problem = std::nullopt;
};

void leave(Endings& endings, const json::object& window, std::string_view why) {
  json::object row = brief(window);
  row["why"] = why;
  endings.left.emplace_back(std::move(row));
}

// Goes on after a failure: the others are to end all the same.
void end_window(Api& api, const json::object& window, Endings& endings) {
  const auto answer = api.call("deleteMaintenanceWindow", {{"id", text_of(window, "id")}});
  if (answer) {
    endings.ended.emplace_back(brief(window));
  } else if (!endings.problem) {
    endings.problem = answer.error();
  }
}

sdk::Reply shown(Endings endings) {
  if (endings.problem) {
    endings.problem->members["ended"] = std::move(endings.ended);
    return *endings.problem;
  }
  return json::value{{"ended", std::move(endings.ended)}, {"left", std::move(endings.left)}};
}

// The last part of an address, which may have it in its fragment.
std::string last_part(std::string_view address) {
  const auto url = boost::urls::parse_uri(address);
  if (!url) {
    return {};
  }
  return url->has_fragment()          ? url->fragment()
         : url->segments().size() > 1 ? std::string(url->segments().back())
                                      : std::string();
}

rest::Result<std::string> window_id(const Api& api, const json::value& given) {
  const json::object* const object = given.if_object();
  std::string text(object != nullptr   ? text_of(*object, "id")
                   : given.is_string() ? std::string_view(given.get_string())
                                       : std::string_view());
  if (text.starts_with("https://") || text.starts_with("http://")) {
    text = last_part(text);
  }
  return text.empty() ? api.refuse("/window", "names no maintenance window", "Give its id or address.")
                      : rest::Result<std::string>(std::move(text));
}

bool is_over(const json::object& window) {
  const auto end = read_moment(text_of(window, "end_time"));
  return end && *end <= present();
}

sdk::Reply end_one(Api& api, const json::value& given) {
  const auto id = window_id(api, given);
  if (!id) {
    return id.error();
  }
  const auto window = api.read("getMaintenanceWindow", {{"id", *id}}, "maintenance_window");
  if (!window) {
    return window.error();
  }
  Endings endings;
  if (is_over(*window)) {
    leave(endings, *window, "It is over already.");
  } else {
    end_window(api, *window, endings);
  }
  return shown(std::move(endings));
}

bool covers_others(const json::object& window, const std::vector<std::string>& services) {
  const json::array& covered = list_of(window, "services");
  return std::any_of(covered.begin(), covered.end(), [&](const json::value& service) {
    return service.is_object() &&
           std::find(services.begin(), services.end(), text_of(service.get_object(), "id")) == services.end();
  });
}

sdk::Reply end_all(Api& api, const json::value& given) {
  const auto services = resolve_all(api, Kind::service, given, "/services");
  if (!services) {
    return services.error();
  }
  const auto windows =
      api.list("listMaintenanceWindows",
               {{"service_ids", json::array(services->begin(), services->end())}, {"filter", "ongoing"}});
  if (!windows) {
    return windows.error();
  }
  Endings endings;
  for (const json::value& window : *windows) {
    if (!window.is_object()) {
      continue;
    }
    if (covers_others(window.get_object(), *services)) {
      leave(endings, window.get_object(), "It covers other services too: end it by `window`.");
    } else {
      end_window(api, window.get_object(), endings);
    }
  }
  return shown(std::move(endings));
}

} // namespace

sdk::Reply start_maintenance(Api& api, const json::object& input) {
  const auto span = read_span(api, input, present());
  if (!span) {
    return span.error();
  }
  const auto services = resolve_all(api, Kind::service, input.at("services"), "/services");
  if (!services) {
    return services.error();
  }
  json::array references;
  for (const std::string& id : *services) {
    references.push_back({{"id", id}, {"type", facts_of(Kind::service).reference}});
  }
  json::object window{{"type", "maintenance_window"},
                      {"start_time", to_text(span->begin)},
                      {"end_time", to_text(span->end)},
                      {"services", std::move(references)}};
  if (const json::value* const description = input.if_contains("description")) {
    window["description"] = *description;
  }
  return to_reply(api.call("createMaintenanceWindow", {{"maintenance_window", std::move(window)}}));
}

sdk::Reply end_maintenance(Api& api, const json::object& input) {
  const json::value* const window = input.if_contains("window");
  const json::value* const services = input.if_contains("services");
  if ((window == nullptr) == (services == nullptr)) {
    return api.refuse("/window", "or `services` must say what ends, and only one of them");
  }
  return window != nullptr ? end_one(api, *window) : end_all(api, *services);
}

} // namespace callout::pagerduty::curated
