#include "curated/handle.hpp"

#include <algorithm>
#include <array>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace callout::pagerduty::curated {
namespace {

namespace json = boost::json;

constexpr std::array<KindFacts, 7> kinds{{
    {"incident",
     "incident",
     "incident_reference",
     "",
     "getIncident",
     false,
     R"({"type":["string","integer","object"],"title":"Incident",
         "description":"Its id, number (1012 or #1012), address or whole object"})"},
    {"user",
     "user",
     "user_reference",
     "listUsers",
     "getUser",
     true,
     R"({"type":["string","object"],"title":"User",
         "description":"Id, e-mail address, exact name, address of the page, whole object, or `me`"})"},
    {"service",
     "service",
     "service_reference",
     "listServices",
     "getService",
     true,
     R"({"type":["string","object"],"title":"Service",
         "description":"Id, exact name, address of the page, or whole object"})"},
    {"escalation_policy",
     "escalation policy",
     "escalation_policy_reference",
     "listEscalationPolicies",
     "getEscalationPolicy",
     true,
     R"({"type":["string","object"],"title":"Escalation policy",
         "description":"Id, exact name, address of the page, or whole object"})"},
    {"schedule",
     "schedule",
     "schedule_reference",
     "listSchedules",
     "getSchedule",
     true,
     R"({"type":["string","object"],"title":"Schedule",
         "description":"Id, exact name, address of the page, or whole object"})"},
    {"team",
     "team",
     "team_reference",
     "listTeams",
     "getTeam",
     true,
     R"({"type":["string","object"],"title":"Team",
         "description":"Id, exact name, address of the page, or whole object"})"},
    {"priority",
     "priority",
     "priority_reference",
     "listPriorities",
     "",
     false,
     R"({"type":["string","object"],"title":"Priority",
         "description":"Exact name such as P1, id, or whole object"})"},
}};

struct PathWord {
  std::string_view word;
  Kind kind;
};

// What precedes the id in the path of a page or of the API.
constexpr std::array<PathWord, 8> path_words{{{"incidents", Kind::incident},
                                              {"users", Kind::user},
                                              {"services", Kind::service},
                                              {"service-directory", Kind::service},
                                              {"escalation_policies", Kind::escalation_policy},
                                              {"schedules", Kind::schedule},
                                              {"teams", Kind::team},
                                              {"priorities", Kind::priority}}};

bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}

bool is_number(std::string_view text) {
  constexpr std::size_t longest = 18;
  return !text.empty() && text.size() <= longest && std::all_of(text.begin(), text.end(), is_digit);
}

// Capital letters and digits behind a P or Q. PagerDuty calls ids opaque: what else can be one is looked up.
bool may_be_id(std::string_view text) {
  constexpr std::size_t shortest = 6;
  constexpr std::size_t longest = 26;
  return text.size() >= shortest && text.size() <= longest && (text[0] == 'P' || text[0] == 'Q') &&
         std::all_of(text.begin(), text.end(), [](char letter) {
           return is_digit(letter) || (letter >= 'A' && letter <= 'Z');
         });
}

// PABC123 or Q02JTSNZWHSEKV, as PagerDuty makes them; PAYMENT and PROD2024 may well be names.
bool is_shaped_as_id(std::string_view text) {
  constexpr std::size_t short_id = 7;
  constexpr std::size_t long_id = 14;
  return may_be_id(text) && (text.size() == short_id || text.size() == long_id) &&
         std::any_of(text.begin(), text.end(), is_digit);
}

Handle unusable(std::string why) {
  return {Form::unusable, std::move(why)};
}

Handle wrong_kind(Kind wanted, std::string_view noun) {
  return unusable("names " + std::string(noun == "incident" || noun == "escalation policy" ? "an " : "a ") +
                  std::string(noun) + ", not the " + std::string(facts_of(wanted).noun) + " that is wanted");
}

// The id behind the word in the path; old pages have it in the fragment.
Handle read_address(Kind wanted, std::string_view text) {
  const auto url = boost::urls::parse_uri(text);
  if (!url) {
    return unusable("is no valid address");
  }
  const PathWord* found = nullptr;
  for (const std::string& segment : url->segments()) {
    if (found != nullptr) {
      return found->kind == wanted ? Handle{Form::id, segment}
                                   : wrong_kind(wanted, facts_of(found->kind).noun);
    }
    const auto* const word = std::find_if(
        path_words.begin(), path_words.end(), [&](const PathWord& row) { return row.word == segment; });
    found = word != path_words.end() ? word : nullptr;
  }
  const std::string fragment = url->fragment();
  return found != nullptr && found->kind == wanted && !fragment.empty()
             ? Handle{Form::id, fragment}
             : unusable("is the address of no " + std::string(facts_of(wanted).noun));
}

Handle read_object(Kind wanted, const json::object& given) {
  const json::value* const id = given.if_contains("id");
  if (id == nullptr || !id->is_string() || id->get_string().empty()) {
    return unusable("is an object without `id`");
  }
  const json::value* const type = given.if_contains("type");
  const std::string_view name =
      type != nullptr && type->is_string() ? type->get_string() : std::string_view();
  for (const KindFacts& kind : kinds) {
    if (kind.key != facts_of(wanted).key && (name == kind.key || name == kind.reference)) {
      return wrong_kind(wanted, kind.noun);
    }
  }
  return {Form::id, std::string(id->get_string())};
}

Handle read_incident(std::string_view text) {
  const std::string_view digits = text.substr(text.front() == '#' ? 1 : 0);
  if (is_number(digits)) {
    return {Form::number, std::string(digits)};
  }
  return may_be_id(text) ? Handle{Form::id, std::string(text)}
                         : unusable("is neither an id nor a number nor an address of an incident");
}

Handle read_text(Kind kind, std::string_view text) {
  if (text.empty()) {
    return unusable("is empty");
  }
  if (text.starts_with("https://") || text.starts_with("http://")) {
    return read_address(kind, text);
  }
  if (kind == Kind::incident) {
    return read_incident(text);
  }
  if (kind == Kind::user && text == "me") {
    return {Form::me, "me"};
  }
  const bool is_word = text.find_first_of(" \t\r\n") == std::string_view::npos;
  if (kind == Kind::user && is_word && text.find('@') != std::string_view::npos) {
    return {Form::email, std::string(text)};
  }
  if (is_shaped_as_id(text)) {
    return {Form::id, std::string(text)};
  }
  return {may_be_id(text) ? Form::id_or_name : Form::name, std::string(text)};
}

} // namespace

const KindFacts& facts_of(Kind kind) {
  return kinds.at(static_cast<std::size_t>(kind));
}

Handle read_handle(Kind kind, const json::value& given) {
  if (given.is_object()) {
    return read_object(kind, given.get_object());
  }
  if (given.is_string()) {
    return read_text(kind, given.get_string());
  }
  if (kind == Kind::incident && (given.is_int64() || given.is_uint64())) {
    const std::string number = json::serialize(given);
    return is_number(number) ? Handle{Form::number, number} : unusable("is no incident's number");
  }
  return unusable("is neither a text nor an object with `id`");
}

} // namespace callout::pagerduty::curated
