#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>
#include <sys/stat.h>

#include "connections/secrets.hpp"
#include "environment.hpp"
#include "fixtures/environment_override.hpp"
#include "fixtures/temporary_folder.hpp"

namespace callout::host {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using testing::EnvironmentOverride;
using testing::TemporaryFolder;

ConnectionDefinition connection_with(json::object credentials, const fs::path& folder = {}) {
  ConnectionDefinition connection;
  connection.name = "shop";
  connection.place = "callout.yaml:2:3";
  connection.credentials = std::move(credentials);
  connection.folder = folder;
  return connection;
}

TEST_CASE("resolve_credentials: variables, files and plain texts") {
  const TemporaryFolder folder;
  (void)folder.write("one", "of-a-file\n");
  (void)folder.write("two", "of-windows\r\n");
  (void)folder.write("three", " spaces stay \n\n");
  const EnvironmentOverride variable("CALLOUT_TEST_SECRET", "of-the-environment");
  Redactor redactor;
  const auto resolved =
      resolve_credentials(connection_with({{"a", {{"env", "CALLOUT_TEST_SECRET"}}},
                                           {"b", {{"file", "one"}}},
                                           {"c", {{"file", (folder.path() / "two").string()}}},
                                           {"d", {{"file", "three"}}},
                                           {"client_secret", "in-plain-sight"},
                                           {"client_id", "no-secret"},
                                           {"count", 7}},
                                          folder.path()),
                          redactor);
  REQUIRE(resolved.has_value());
  const json::value credentials = json::parse(resolved->view());
  CHECK(credentials.at("a") == "of-the-environment");
  CHECK(credentials.at("b") == "of-a-file");
  CHECK(credentials.at("c") == "of-windows");
  CHECK(credentials.at("d") == " spaces stay ");
  CHECK(credentials.at("client_secret") == "in-plain-sight");
  CHECK(credentials.at("client_id") == "no-secret");
  CHECK(credentials.at("count") == 7);
  CHECK(redactor.redact("of-the-environment, of-a-file, of-windows, in-plain-sight, no-secret") ==
        "[redacted], [redacted], [redacted], [redacted], no-secret");
}

TEST_CASE("resolve_credentials: what HTTP Basic makes of a user name and a password is a secret, too") {
  const EnvironmentOverride variable("CALLOUT_TEST_SECRET", "passw0rd");
  Redactor redactor;
  REQUIRE(
      resolve_credentials(
          connection_with({{"username", "user"}, {"password", {{"env", "CALLOUT_TEST_SECRET"}}}}), redactor)
          .has_value());
  CHECK(redactor.redact("Basic dXNlcjpwYXNzdzByZA==") == "Basic [redacted]");
}

TEST_CASE("take_from_environment: leaves what a config names, at any depth") {
  const EnvironmentOverride shared("CALLOUT_TEST_SHARED", "shared-secret");
  const EnvironmentOverride own("CALLOUT_TEST_SECRET", "own-secret");
  ConnectionDefinition connection = connection_with(
      {{"username", {{"env", "CALLOUT_TEST_SHARED"}}}, {"password", {{"env", "CALLOUT_TEST_SECRET"}}}});
  connection.config = {{"proxies", json::array{{{"password", {{"env", "CALLOUT_TEST_SHARED"}}}}}},
                       {"env", 7}};
  const auto left = variables_of_config(connection);
  CHECK(left == std::set<std::string>{"CALLOUT_TEST_SHARED"});
  Redactor redactor;
  EnvironmentSecrets taken;
  take_from_environment(connection, left, taken, redactor);
  CHECK(environment_variable("CALLOUT_TEST_SHARED") == "shared-secret");
  CHECK(environment_variable("CALLOUT_TEST_SECRET") == std::nullopt);
  const auto resolved = resolve_credentials(connection, redactor, taken);
  REQUIRE(resolved.has_value());
  CHECK(json::parse(resolved->view()) ==
        json::value{{"username", "shared-secret"}, {"password", "own-secret"}});
  CHECK(redactor.redact("shared-secret own-secret") == "[redacted] [redacted]");
}

TEST_CASE("resolve_credentials: what is refused, without a word of the secret") {
  const TemporaryFolder folder;
  (void)folder.write("good", "hush-hush");
  fs::permissions(folder.write("open", "hush-hush"), fs::perms(0644));
  fs::permissions(folder.write("group", "hush-hush"), fs::perms(0640));
  (void)folder.write("empty", "\n");
  (void)folder.write("huge", std::string(70'000, 'x'));
  fs::create_directory(folder.path() / "folder");
  REQUIRE(::mkfifo((folder.path() / "pipe").c_str(), 0600) == 0);
  const EnvironmentOverride unset("CALLOUT_TEST_UNSET", std::nullopt);
  const EnvironmentOverride empty("CALLOUT_TEST_EMPTY", "");

  struct Row {
    std::string_view source;
    std::string_view name;
    std::string_view text;
  };

  const Row rows[] = {
      {"env", "CALLOUT_TEST_UNSET", "environment variable CALLOUT_TEST_UNSET, which is not set"},
      {"env", "CALLOUT_TEST_EMPTY", "environment variable CALLOUT_TEST_EMPTY, which is empty"},
      {"file", "absent", "cannot be read: No such file"},
      {"file", "open", "others can read"},
      {"file", "group", "others can read"},
      {"file", "empty", "is empty"},
      {"file", "huge", "is no regular file of at most 64 KiB"},
      {"file", "folder", "is no regular file"},
      {"file", "pipe", "is no regular file"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Redactor redactor;
    const auto resolved = resolve_credentials(
        connection_with({{"client_secret", {{row.source, row.name}}}}, folder.path()), redactor);
    REQUIRE(resolved.has_error());
    CHECK(resolved.error().status == CALLOUT_E_INVALID_ARGUMENT);
    const std::string message = resolved.error().message();
    CAPTURE(message);
    CHECK(message.find("callout.yaml:2:3: connection shop: client_secret comes from") == 0);
    CHECK(message.find(row.text) != std::string::npos);
    CHECK(message.find("hush") == std::string::npos);
    CHECK(resolved.error().problem.contains("hint"));
  }
}

TEST_CASE("plain_secrets: by the member's name") {
  const auto plain = plain_secrets(connection_with({{"client_secret", "x"},
                                                    {"client_id", "x"},
                                                    {"token_url", "https://x"},
                                                    {"token", {{"env", "X"}}},
                                                    {"apiKey", "x"},
                                                    {"Password", "x"},
                                                    {"scope", "x"}}));
  CHECK(plain == std::vector<std::string>{"client_secret", "apiKey", "Password"});
}

TEST_CASE("Secret: moves without leaving anything behind") {
  Secret first(std::string_view("short"));
  Secret second = std::move(first);
  CHECK(first.view().empty()); // NOLINT(bugprone-use-after-move): the point
  CHECK(second.view() == "short");
  second = Secret(std::string_view("another"));
  CHECK(second.view() == "another");
  std::string text = "taken over";
  const char* const buffer = text.data();
  const Secret taken = Secret::take(std::move(text));
  CHECK(taken.view() == "taken over");
  CHECK(std::string_view(buffer, 10) == std::string_view("\0\0\0\0\0\0\0\0\0\0", 10));
}

} // namespace
} // namespace callout::host
