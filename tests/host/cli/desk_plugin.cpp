/// A connector for tests of the program: it echoes, fails in chosen ways, and waits.

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>

#include <callout/sdk/plugin.hpp>

using namespace callout::sdk;

namespace {

ActionInfo echo_info() {
  ActionInfo info;
  info.name = "echo";
  info.title = "Give the input back";
  info.description = "Answers with what it was given.";
  info.tags = {"Mirrors"};
  info.scope = "desk.read";
  info.idempotent = true;
  info.input_schema = R"({"type": "object", "properties": {
      "limit": {"type": "integer", "description": "How many"},
      "statuses": {"type": "array", "items": {"type": "string"}},
      "ticket": {"type": "object", "properties": {"title": {"type": "string"}, "urgent": {"type": "boolean"}}}}})";
  info.example = R"({"limit": 5, "statuses": ["open", "closed"]})";
  return info;
}

ActionInfo plain_info(std::string name, Risk risk) {
  ActionInfo info;
  info.name = std::move(name);
  info.title = "Do what the name says";
  info.tags = {"Moods"};
  info.risk = risk;
  return info;
}

ActionInfo list_info() {
  ActionInfo info = plain_info("list", Risk::read);
  info.title =
      "List the tickets of the desk, a few at a time, so that many of them need no more memory than few";
  info.tags = {"Mirrors"};
  info.scope = "desk.read desk.list";
  info.input_schema = R"({"type": "object", "properties": {
      "count": {"type": "integer"}, "fault": {"type": "string"},
      "page": {"type": "object", "properties": {
        "all": {"type": "boolean"}, "max_items": {"type": "integer"}, "resume": {"type": "string"}}}}})";
  return info;
}

boost::json::object find_row() {
  return {{"name", "find"}, {"title", "Find a ticket"}, {"risk", "read"}, {"scope", "desk.read"}};
}

std::optional<boost::json::object> describe_find(std::string_view action) {
  boost::json::object whole = find_row();
  whole["input_schema"] = boost::json::object{{"type", "object"}};
  whole["lookup_scope"] = "desk.list people.read";
  return action == "find" ? std::optional(std::move(whole)) : std::nullopt;
}

std::int64_t number_or(const boost::json::object& object, std::string_view name, std::int64_t otherwise) {
  const auto* const value = object.if_contains(name);
  return value != nullptr ? value->to_number<std::int64_t>() : otherwise;
}

} // namespace

struct Desk {
  explicit Desk(const boost::json::object&) {}

  Reply echo(const Request& request) const { return boost::json::value(request.input()); }

  /// Text that no JSON library would write.
  Reply exact(const Request&) const {
    return Reply::from_json_text("{\"n\":0.30000000000000004,\n \"big\": 123456789012345678901234567890}");
  }

  Reply missing(const Request&) const {
    Problem problem = make_problem(CALLOUT_E_NOT_FOUND, "there is no such ticket");
    problem.members["status"] = 404;
    return problem;
  }

  Reply refuse(const Request&) const { return make_problem(CALLOUT_E_INVALID_ARGUMENT, "/limit is missing"); }

  Reply reject(const Request&) const {
    Problem problem = make_problem(CALLOUT_E_INVALID_ARGUMENT, "the service refused it");
    problem.members["status"] = 400;
    return problem;
  }

  /// `count` tickets, two a page or, with `page.all`, all of them. `fault` breaks its word in the way it
  /// names.
  Reply list(const Request& request) const {
    const boost::json::object& input = request.input();
    const boost::json::object page =
        input.contains("page") ? input.at("page").as_object() : boost::json::object();
    const std::int64_t count = number_or(input, "count", 7);
    const bool all = !page.contains("all") || page.at("all") == true;
    const std::int64_t most = std::min<std::int64_t>(number_or(page, "max_items", count), all ? count : 2);
    const boost::json::string fault =
        input.contains("fault") ? input.at("fault").as_string() : boost::json::string();
    std::int64_t number = page.contains("resume") ? std::stoll(page.at("resume").as_string().c_str() + 3) : 0;
    if (fault == "late" && number > 0) {
      return make_problem(CALLOUT_E_UNAVAILABLE, "the desk is closed");
    }
    boost::json::array tickets;
    for (const std::int64_t end = std::min(count, number + most); number < end; ++number) {
      tickets.emplace_back(boost::json::object{{"ticket", number}});
    }
    boost::json::object answer{
        {"tickets", std::move(tickets)}, {"truncated", number < count}, {"next", nullptr}};
    if (fault == "lost") {
      answer["truncated"] = true;
    }
    if (number < count) {
      answer["next"] = fault == "stuck" ? "at-2" : "at-" + std::to_string(number);
    }
    if (fault == "two lists") {
      answer["others"] = boost::json::array();
    }
    answer.erase(fault == "no list" ? "tickets" : fault == "no word" ? "truncated" : "");
    return boost::json::value(std::move(answer));
  }

  /// Ends only when nobody wants it any more.
  Reply wait(const Request& request) const {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    const WaitLimit limit = request.wait_limit();
    request.log(LogLevel::info, "waiting", {{"for", "nothing"}});
    never.wait_until(lock, limit.stop, limit.deadline, [] { return false; });
    return limit.stop.stop_requested() ? make_problem(CALLOUT_E_CANCELLED, "nobody wants it any more")
                                       : make_problem(CALLOUT_E_DEADLINE, "time is up");
  }

  /// Does not end at all.
  Reply stubborn(const Request& request) const {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    request.log(LogLevel::info, "being stubborn");
    never.wait(lock, request.wait_limit().stop, [] { return false; });
    request.log(LogLevel::info, "still here");
    never.wait(lock, [] { return false; });
    return boost::json::value();
  }

  Reply enter(const Request& request) const {
    if (request.input().at("token") != "desk-t0ken") {
      return make_problem(CALLOUT_E_UNAUTHENTICATED, "the token is refused");
    }
    Session session;
    session.session = "desk-sess10n";
    session.expires_in = std::chrono::hours(1);
    session.label = "Front desk";
    session.granted_scopes = {"desk.read"};
    session.missing_scopes = {"desk.write"};
    return session;
  }
};

namespace {

ActionTable<Desk> find_action() {
  return {.rows = [] { return boost::json::array{find_row()}; },
          .describe = &describe_find,
          .has = [](std::string_view action) { return action == "find"; },
          .handler =
              [](Desk& desk, const Request& request) {
                return desk.echo(request);
              }};
}

} // namespace

CALLOUT_EXPORT_PLUGIN(Definition<Desk>("com.example.desk", "2.1.0")
                          .title("Service desk")
                          .description("Tickets that are not there.")
                          .authentication({"token", "A token", R"({"type": "object"})", {"/token"}},
                                          &Desk::enter)
                          .test("echo", R"({"limit": 1})")
                          .action(echo_info(), &Desk::echo)
                          .action(plain_info("exact", Risk::read), &Desk::exact)
                          .action(list_info(), &Desk::list)
                          .action(plain_info("missing", Risk::write), &Desk::missing)
                          .action(plain_info("refuse", Risk::write), &Desk::refuse)
                          .action(plain_info("reject", Risk::write), &Desk::reject)
                          .action(plain_info("stubborn", Risk::destructive), &Desk::stubborn)
                          .action(plain_info("wait", Risk::destructive), &Desk::wait)
                          .actions(find_action()))
