#include <csignal>
#include <filesystem>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include "process.hpp"
#include "sandbox_client.hpp"

using callout::sandbox_test::Answer;
using callout::sandbox_test::Client;
using callout::sandbox_test::form;
using callout::sandbox_test::read_file;
using callout::testing::Process;
using callout::testing::ProcessResult;
using callout::testing::ProcessSpec;
using callout::testing::run_process;
namespace json = boost::json;

namespace {

ProcessSpec program(std::vector<std::string> arguments) {
  ProcessSpec spec;
  spec.program = CALLOUT_SANDBOX_PROGRAM;
  spec.arguments = std::move(arguments);
  return spec;
}

json::object ready_of(Process& process) {
  const auto line = process.read_line();
  REQUIRE(line);
  return json::parse(*line).as_object();
}

std::string text(const json::object& object, const char* name) {
  return std::string(object.at(name).as_string());
}

Client client_of(const json::object& ready) {
  const std::string base = text(ready, "base_url");
  const auto port = static_cast<std::uint16_t>(std::stoi(base.substr(base.rfind(':') + 1)));
  return {port, read_file(text(ready, "ca_file"))};
}

} // namespace

TEST_CASE("the program: one line says how to reach it, a signal ends it and its directory") {
  for (const int signal : {SIGTERM, SIGINT}) {
    CAPTURE(signal);
    Process process(program({"--verbose", "--exit-with-parent"}));
    const json::object ready = ready_of(process);
    const std::string ca_file = text(ready, "ca_file");
    CHECK(std::filesystem::path(ca_file).is_absolute());
    CHECK(ready.at("pid").as_int64() > 0);
    {
      Client client = client_of(ready);
      const Answer token = client.send("POST",
                                       "/oauth/token",
                                       {{"Content-Type", "application/x-www-form-urlencoded"}},
                                       form({{"grant_type", "client_credentials"},
                                             {"client_id", text(ready, "client_id")},
                                             {"client_secret", text(ready, "client_secret")},
                                             {"scope", text(ready, "scope")}}));
      REQUIRE(token.status == 200);
      CHECK(token.at("/scope") == text(ready, "scope"));
      const std::string bearer = token.at("/access_token");
      CHECK(client.send("GET", "/incidents", {{"Authorization", "Bearer " + bearer}}).status == 200);

      process.send_signal(signal);
      const ProcessResult result = process.wait();
      CHECK(result.status == 0);
      CHECK(result.output.empty());
      CHECK(result.error.find(R"("target":"/incidents","status":200)") != std::string::npos);
      CHECK(result.error.find(bearer) == std::string::npos);
      CHECK(result.error.find(text(ready, "client_secret")) == std::string::npos);
    }
    CHECK_FALSE(std::filesystem::exists(std::filesystem::path(ca_file).parent_path()));
  }
}

TEST_CASE("the program: options reach what they name") {
  const auto directory =
      std::filesystem::temp_directory_path() / ("sandbox-test-" + std::to_string(getpid()));
  Process process(program({"--state-dir",
                           directory.string(),
                           "--client-id",
                           "me",
                           "--api-token",
                           "my-key",
                           "--seed-incidents",
                           "30",
                           "--rate-limit",
                           "7",
                           "--token-lifetime",
                           "60",
                           "--fault",
                           R"({"status":503,"path":"/users"})",
                           "--fault",
                           R"({"status":429,"path":"/teams"})"}));
  const json::object ready = ready_of(process);
  CHECK(text(ready, "ca_file") == (directory / "ca.pem").string());
  CHECK(text(ready, "client_id") == "me");
  Client client = client_of(ready);
  const auto get = [&](const std::string& target) {
    return client.send("GET", target, {{"Authorization", "Token token=my-key"}});
  };
  CHECK(get("/incidents?total=true").at("/total") == "42");
  CHECK(get("/incidents").header("ratelimit-limit") == "7");
  CHECK(get("/users").status == 503);
  CHECK(get("/teams").status == 429);
  process.send_signal(SIGTERM);
  CHECK(process.wait().status == 0);
  CHECK(std::filesystem::exists(directory / "ca.pem"));
  std::filesystem::remove_all(directory);
}

TEST_CASE("the program: wrong usage and bad starts have their own status and say why") {
  struct Row {
    std::vector<std::string> arguments;
    int status = 0;
    std::string_view told;
  };

  const Row rows[] = {
      {{"--nonsense"}, 2, "--nonsense"},
      {{"--port", "99999"}, 2, "--port"},
      {{"--token-lifetime", "0"}, 2, "--token-lifetime"},
      {{"--fault", "{"}, 2, "--fault"},
      {{"--fault", R"({"statuz":1})"}, 2, "statuz"},
      {{"--state-dir", "/proc/no/such"}, 1, "cannot start"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.told);
    const ProcessResult result = run_process(program(row.arguments));
    CHECK(result.status == row.status);
    CHECK(result.error.find(row.told) != std::string::npos);
    CHECK(result.output.empty());
  }
  Process first(program({}));
  const std::string base = text(ready_of(first), "base_url");
  const ProcessResult second = run_process(program({"--port", base.substr(base.rfind(':') + 1)}));
  CHECK(second.status == 1);
  CHECK(second.error.find("Address already in use; choose another --port, or none\n") != std::string::npos);
  const ProcessResult help = run_process(program({"--help"}));
  CHECK(help.status == 0);
  CHECK(help.output.find("--exit-with-parent") != std::string::npos);
}
