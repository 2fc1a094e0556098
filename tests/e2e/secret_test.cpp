// No secret in anything the program writes, however it goes.
#include <string>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include "scene.hpp"

namespace {

using namespace callout::testing;

constexpr const char* client_secret = "s3cr3t-of-this-run";

} // namespace

SCENARIO("verbose runs and failures show no client secret and no token") {
  const Scene scene({"--client-secret", client_secret});
  const std::vector<std::vector<std::string>> runs = {
      {"test", "pagerduty", "--verbose"},
      {"test", "pagerduty", "--json", "--verbose"},
      {"invoke", "pagerduty.listIncidents", "--verbose"},
      {"invoke", "pagerduty.listIncidents", "--verbose", "--log-format", "json"},
      {"invoke", "pagerduty.getIncident", "id=QNONE", "--verbose"},
      {"run", CALLOUT_EXAMPLES "/triage.yaml", "--verbose"},
      {"connections", "--json", "--verbose"},
  };
  for (const auto& arguments : runs) {
    CAPTURE(arguments[0]);
    const ProcessResult result = scene.callout(arguments);
    const std::string all = result.output + result.error;
    CHECK(all.find(client_secret) == std::string::npos);
    CHECK(all.find("Bearer ") == std::string::npos);
    CHECK(all.find("access_token\":\"") == std::string::npos);
  }
}

SCENARIO("a token endpoint that echoes the secret does not bring it into the error") {
  const Scene scene({"--client-secret", client_secret});
  (void)scene.workspace.write(
      "callout.yaml",
      scene.config_with("      ca_file: ", "      retry: { max_attempts: 1 }\n      ca_file: "));
  for (const std::string_view status : {"400", "401", "500", "200"}) {
    CAPTURE(status);
    scene.fault(R"({"method":"POST","path":"/oauth/token","count":1,"status":)" + std::string(status) +
                R"(,"body":"{\"error\":\"invalid_request\",\"error_description\":\"got )" + client_secret +
                R"(\"}"})");
    const ProcessResult result = scene.callout({"invoke", "pagerduty.listIncidents", "--verbose"});
    CHECK(result.status == 1);
    CHECK((result.output + result.error).find(client_secret) == std::string::npos);
  }
}

SCENARIO("the token itself is nowhere in the output") {
  const Scene scene;
  const ProcessResult result = scene.callout({"invoke", "pagerduty.listIncidents", "--verbose"});
  REQUIRE(result.status == 0);
  // The sandbox begins its tokens with this.
  CHECK((result.output + result.error).find("sandbox_") == std::string::npos);
}
