#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include "connections/connection_file.hpp"
#include "fixtures/environment_override.hpp"
#include "fixtures/temporary_folder.hpp"

namespace callout::host {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using testing::EnvironmentOverride;
using testing::TemporaryFolder;

TEST_CASE("parse_connections: the whole form") {
  const auto parsed = parse_connections("connections:\n"
                                        "  pagerduty:\n"
                                        "    plugin: pagerduty\n"
                                        "    description: On-call of the shop\n"
                                        "    config: { region: us, retries: 3 }\n"
                                        "    auth:\n"
                                        "      kind: oauth2_client_credentials\n"
                                        "      grant_type: client_credentials\n"
                                        "      client_id: abc\n"
                                        "      client_secret: { env: PD_CLIENT_SECRET }\n"
                                        "      scope: incidents.read incidents.write\n"
                                        "    test:\n"
                                        "      action: listUsers\n"
                                        "      input: { limit: 1 }\n"
                                        "  other:\n"
                                        "    plugin: com.example.hello\n",
                                        "/etc/callout/callout.yaml");
  REQUIRE(parsed.has_value());
  REQUIRE(parsed->size() == 2);
  const ConnectionDefinition& first = parsed->front();
  CHECK(first.name == "pagerduty");
  CHECK(first.plugin == "pagerduty");
  CHECK(first.description == "On-call of the shop");
  CHECK(json::serialize(first.config) == R"({"region":"us","retries":3})");
  CHECK(first.authentication == "oauth2_client_credentials");
  CHECK(first.credentials.at("client_secret").at("env") == "PD_CLIENT_SECRET");
  CHECK_FALSE(first.credentials.contains("kind"));
  CHECK(first.test_action == "listUsers");
  CHECK(json::serialize(first.test_input) == R"({"limit":1})");
  CHECK(first.place == "/etc/callout/callout.yaml:2:3");
  CHECK(first.folder == "/etc/callout");
  CHECK(parsed->back().name == "other");
  CHECK(parsed->back().authentication.empty());
  CHECK(parsed->back().config.empty());
}

TEST_CASE("parse_connections: what is refused, where and what to do") {
  struct Row {
    std::string_view yaml;
    std::string_view message;
    std::string_view hint = {};
  };

  const Row rows[] = {
      {"", "callout.yaml:1:1: connections is missing"},
      {"[]", "callout.yaml:1:1: the file is no mapping"},
      {"conections: {}", "callout.yaml:1:1: unknown member \"conections\"", "\"connections\""},
      {"connections: []", "callout.yaml:1:14: connections is no mapping"},
      {"connections:\n  x: 7", "callout.yaml:2:6: x is no mapping"},
      {"connections:\n  x: {}", "callout.yaml:2:6: connection x names no plugin"},
      {"connections:\n  a.b: {plugin: p}", "callout.yaml:2:8: \"a.b\" is no name"},
      {"connections:\n  x: {plugin: p}\n  x: {plugin: q}", "callout.yaml:3:3: \"x\" is given twice"},
      {"connections:\n  x:\n    plugn: p", "callout.yaml:3:5: unknown member \"plugn\"", "\"plugin\""},
      {"connections:\n  x:\n    plugin: 7", "callout.yaml:3:13: plugin is no text", "quotes"},
      {"connections:\n  x:\n    plugin: p\n    config: [1]", "callout.yaml:4:13: config is no mapping"},
      {"connections:\n  x:\n    plugin: p\n    auth: {token: a}", "callout.yaml:4:11: auth names no kind"},
      {"connections:\n  x:\n    plugin: p\n    auth: {kind: t, token: {env: 7}}",
       "callout.yaml:4:28: token is neither a text nor the source of one",
       "{ env: NAME }"},
      {"connections:\n  x:\n    plugin: p\n    auth: {kind: t, token: {env: A, file: b}}",
       "callout.yaml:4:28: token is neither"},
      {"connections:\n  x:\n    plugin: p\n    auth: {kind: t, token: {enf: A}}",
       "callout.yaml:4:28: token is neither"},
      {"connections:\n  x:\n    plugin: p\n    test: {input: {}}", "callout.yaml:4:11: test names no action"},
      {"connections:\n  x:\n    plugin: p\n    test: {action: a, inptu: {}}",
       "callout.yaml:4:23: unknown member \"inptu\"",
       "\"input\""},
      {"connections:\n  x: &a {plugin: p}", "callout.yaml:2:6: anchors"},
      {"connections: [", "callout.yaml:1:14:"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.yaml);
    const auto parsed = parse_connections(row.yaml, "callout.yaml");
    REQUIRE(parsed.has_error());
    CHECK(parsed.error().status == CALLOUT_E_INVALID_ARGUMENT);
    const std::string message = parsed.error().message();
    CAPTURE(message);
    CHECK(message.find(row.message) == 0);
    if (!row.hint.empty()) {
      CHECK(std::string(parsed.error().problem.at("hint").as_string()).find(row.hint) != std::string::npos);
    }
  }
}

TEST_CASE("find_connection_file: given, variable, current folder, user's folder") {
  const TemporaryFolder folder;
  const fs::path file = folder.write("mine.yaml", "connections: {}");
  const fs::path user = folder.path() / "config/callout";
  fs::create_directories(user);
  (void)folder.write("config/callout/callout.yaml", "connections: {}");
  const EnvironmentOverride home("HOME", "/nowhere");
  const EnvironmentOverride none("CALLOUT_CONFIG", std::nullopt);
  const EnvironmentOverride config("XDG_CONFIG_HOME", (folder.path() / "config").string());

  CHECK(*find_connection_file(file) == file);
  CHECK(*find_connection_file({}) == user / "callout.yaml");
  {
    const EnvironmentOverride variable("CALLOUT_CONFIG", file.string());
    CHECK(*find_connection_file({}) == file);
  }
  {
    const EnvironmentOverride nowhere("XDG_CONFIG_HOME", "/nowhere");
    CHECK(*find_connection_file({}) == std::nullopt);
  }
  const fs::path before = fs::current_path();
  fs::current_path(folder.path());
  (void)folder.write("callout.yaml", "connections: {}");
  CHECK(*find_connection_file({}) == fs::path("callout.yaml"));
  fs::current_path(before);
}

TEST_CASE("find_connection_file: one that is named must be there") {
  const auto given = find_connection_file(fs::path("/nowhere/mine.yaml"));
  REQUIRE(given.has_error());
  CHECK(given.error().message().find("/nowhere/mine.yaml") != std::string::npos);
  const EnvironmentOverride variable("CALLOUT_CONFIG", "/nowhere/other.yaml");
  const auto named = find_connection_file({});
  REQUIRE(named.has_error());
  CHECK(named.error().message().find("/nowhere/other.yaml") != std::string::npos);
  CHECK(named.error().problem.at("hint").as_string().find("CALLOUT_CONFIG") != std::string::npos);
}

TEST_CASE("read_connections: a folder and a huge file are no connection files") {
  const TemporaryFolder folder;
  CHECK(read_connections(folder.path()).has_error());
  const auto huge = read_connections(folder.write("huge.yaml", std::string(5U << 20U, '#')));
  REQUIRE(huge.has_error());
  CHECK(huge.error().status == CALLOUT_E_LIMIT);
}

} // namespace
} // namespace callout::host
