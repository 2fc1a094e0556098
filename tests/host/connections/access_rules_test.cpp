#include <optional>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "connections/connection_file.hpp"

namespace callout::host {
namespace {

/// The rules of a connection with these lines.
AccessRules rules_of(std::string_view lines) {
  const auto parsed =
      parse_connections("connections:\n  x:\n    plugin: p\n" + std::string(lines), "callout.yaml");
  if (!parsed) {
    FAIL(parsed.error().message());
  }
  return parsed->front().access;
}

std::string message_of(const std::optional<Failure>& refusal) {
  return refusal ? refusal->message() : std::string();
}

TEST_CASE("AccessRules: allow and deny are shell patterns, and deny wins") {
  struct Row {
    std::string_view name;
    std::string_view lines;
    std::string_view action;
    bool is_permitted = false;
  };

  const Row rows[] = {
      {"no rules permit everything", "", "deleteUser", true},
      {"an allowed name", "    allow: [getUser]\n", "getUser", true},
      {"a name that is not allowed", "    allow: [getUser]\n", "getUsers", false},
      {"a pattern covers a beginning", "    allow: ['list*']\n", "listUsers", true},
      {"a pattern covers the whole name", "    allow: ['list']\n", "listUsers", false},
      {"any of several patterns", "    allow: ['list*', 'get*']\n", "getUser", true},
      {"a star covers dots", "    allow: ['incident*']\n", "incident.note", true},
      {"a dot is a dot", "    allow: ['incident.*']\n", "incidentXnote", false},
      {"one character", "    allow: ['getUse?']\n", "getUser", true},
      {"a choice of characters", "    allow: ['[gl]*']\n", "deleteUser", false},
      {"cases differ", "    allow: ['LIST*']\n", "listUsers", false},
      {"a denied name", "    deny: ['delete*']\n", "deleteUser", false},
      {"what is not denied", "    deny: ['delete*']\n", "getUser", true},
      {"denied and allowed", "    allow: ['*']\n    deny: ['delete*']\n", "deleteUser", false},
      {"allowed and not denied", "    allow: ['*User']\n    deny: ['delete*']\n", "getUser", true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(rules_of(row.lines).refusal_by_name("x", row.action).has_value() != row.is_permitted);
  }
}

TEST_CASE("AccessRules: read_only permits what the plugin says only reads") {
  const AccessRules rules = rules_of("    read_only: true\n");
  CHECK_FALSE(rules.refusal_by_risk("x", "a", "read").has_value());
  for (const std::string_view risk : {"write", "destructive", "", "Read", "unheard-of"}) {
    CAPTURE(risk);
    CHECK(rules.refusal_by_risk("x", "a", risk).has_value());
  }
  CHECK_FALSE(rules_of("    read_only: false\n").refusal_by_risk("x", "a", "write").has_value());
  CHECK_FALSE(rules_of("").refusal_by_risk("x", "a", "destructive").has_value());
}

TEST_CASE("AccessRules: a refusal names the option, its place and the reason") {
  const AccessRules rules =
      rules_of("    read_only: true\n    allow: ['list*', 'get*']\n    deny: ['getSecret*']\n");
  CHECK(message_of(rules.refusal_by_name("x", "getSecrets")) ==
        R"(callout.yaml:6:11: connection x forbids getSecrets: it fits "getSecret*" of deny)");
  CHECK(message_of(rules.refusal_by_name("x", "putUser")) ==
        R"(callout.yaml:5:12: connection x forbids putUser: it fits nothing of allow: "list*", "get*")");
  CHECK(message_of(rules.refusal_by_risk("x", "getIn", "write")) ==
        R"(callout.yaml:4:16: connection x forbids getIn: read_only is set, and its risk is "write")");
  CHECK(
      message_of(rules.refusal_by_risk("x", "getIn", "")) ==
      "callout.yaml:4:16: connection x forbids getIn: read_only is set, and the plugin does not say that it "
      "only reads");
  CHECK(rules.refusal_by_name("x", "putUser")->status == CALLOUT_E_PERMISSION_DENIED);
  CHECK(rules.refusal_by_name("x", "putUser")->problem.contains("hint"));
}

TEST_CASE("AccessRules: what is no rule is refused, so that nothing is left open by mistake") {
  struct Row {
    std::string_view line;
    std::string_view message;
  };

  const Row rows[] = {
      {"read_only: 'true'", "callout.yaml:4:16: read_only is neither true nor false"},
      {"read_only:", "read_only is neither true nor false"},
      {"read_only: 1", "callout.yaml:4:16: read_only is neither true nor false"},
      {"allow: 'list*'", "callout.yaml:4:12: allow is no list of patterns"},
      {"allow: []", "callout.yaml:4:12: allow is no list of patterns"},
      {"deny:", "deny is no list of patterns"},
      {"deny: ['list*', '[']",
       "callout.yaml:4:11: deny holds \"[\", in which a bracket or a backslash has no end"},
      {"deny: ['[]']", "has no end"},
      {"deny: ['[!]']", "has no end"},
      {"deny: ['a\\']", "has no end"},
      {"deny: [7]", "callout.yaml:4:11: deny is no list of patterns"},
      {"deny: ['']", "callout.yaml:4:11: deny is no list of patterns"},
      {"denied: [a]", "callout.yaml:4:5: unknown member \"denied\""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    const auto parsed = parse_connections(
        "connections:\n  x:\n    plugin: p\n    " + std::string(row.line) + "\n", "callout.yaml");
    REQUIRE(parsed.has_error());
    const std::string message = parsed.error().message();
    CAPTURE(message);
    CHECK(message.find(row.message) != std::string::npos);
    CHECK(parsed.error().status == CALLOUT_E_INVALID_ARGUMENT);
  }
}

} // namespace
} // namespace callout::host
