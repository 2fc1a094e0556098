#include <csignal>
#include <string>

#include <doctest/doctest.h>

#include "scene.hpp"

namespace {

using namespace callout::testing;

constexpr std::string_view slow = R"({"method":"GET","path":"/incidents","count":10,"delay_ms":30000})";

} // namespace

SCENARIO("Ctrl-C ends a call that waits, with status 130") {
  for (const int signal : {SIGINT, SIGTERM}) {
    const Scene scene;
    scene.fault(std::string(slow));
    const auto process = scene.start({"invoke", "pagerduty.listIncidents", "--verbose"});
    // The fault is taken once the request has arrived, so a second look sees it gone.
    while (scene.callout({"invoke", "sandbox.request", "path=/sandbox/requests"}).output.find("/incidents") ==
           std::string::npos) {
    }
    process->send_signal(signal);
    const ProcessResult result = process->wait(std::chrono::seconds(10));
    CAPTURE(result.error);
    CHECK(result.status == 130);
    CHECK_FALSE(result.timed_out);
  }
}

SCENARIO("a timeout ends a call that waits") {
  const Scene scene;
  scene.fault(std::string(slow));
  const ProcessResult result = scene.callout({"invoke", "pagerduty.listIncidents", "--timeout", "500ms"});
  CAPTURE(result.error);
  CHECK(result.status == 1);
  CHECK(problem_of(result).at("type").as_string() == "urn:callout:problem:deadline");
}
