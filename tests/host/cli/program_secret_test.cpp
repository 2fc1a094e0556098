#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>
#include <sys/resource.h>

#include "program_fixture.hpp"

namespace callout::host::cli {
namespace {

using testing::ProcessResult;

constexpr std::string_view token = "pr0be-t0ken-of-this-run";

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool is_sanitized = true; // the program stays dumpable for the sanitizer's sake
#else
constexpr bool is_sanitized = false;
#endif

/// The program with the probe plugin and a secret in its environment.
testing::ProcessSpec probe(Desk& desk, std::vector<std::string> arguments) {
  desk.write("callout.yaml", R"(connections:
  probe: { plugin: probe, auth: { kind: token, token: { env: PROBE_TOKEN } } }
  brief: { plugin: probe, auth: { kind: token, token: { env: PROBE_TOKEN }, seconds: 42 } }
  minute: { plugin: probe, auth: { kind: token, token: { env: PROBE_TOKEN }, seconds: 150 } }
)");
  testing::ProcessSpec spec = desk.spec(std::move(arguments));
  spec.environment["CALLOUT_PLUGIN_PATH"] = CALLOUT_PROBE_PLUGINS;
  spec.environment["PROBE_TOKEN"] = std::string(token);
  return spec;
}

/// Core files of any size for what is started meanwhile.
class CoreFilesAllowed {
public:
  CoreFilesAllowed() {
    ::getrlimit(RLIMIT_CORE, &before_);
    const rlimit all{before_.rlim_max, before_.rlim_max};
    ::setrlimit(RLIMIT_CORE, &all);
  }

  CoreFilesAllowed(const CoreFilesAllowed&) = delete;
  CoreFilesAllowed& operator=(const CoreFilesAllowed&) = delete;

  ~CoreFilesAllowed() { ::setrlimit(RLIMIT_CORE, &before_); }

private:
  rlimit before_{};
};

TEST_CASE("callout: neither child processes nor the system see a secret of the environment") {
  Desk desk;
  const ProcessResult result = testing::run_process(probe(desk, {"invoke", "probe.environment"}));
  REQUIRE(result.status == 0);
  const auto seen = boost::json::parse(result.output);
  CHECK(seen.at("variable") == "not set");
  // The rest of the environment is there, so that the secret's absence says something.
  CHECK(seen.at("child").as_string().find("TERM=xterm") != std::string::npos);
  const auto& initial = seen.at("initial").as_string(); // which only root can read of such a process
  CHECK((initial.empty() || initial.find("TERM=xterm") != std::string::npos));
  CHECK(result.output.find(token) == std::string::npos);
}

TEST_CASE("callout: what the config of a connection names as well stays for its plugin to read") {
  Desk desk;
  const testing::ProcessSpec spec = probe(desk, {"invoke", "probe.environment"});
  desk.write("callout.yaml", R"(connections:
  probe: { plugin: probe, auth: { kind: token, token: { env: PROBE_TOKEN } } }
  other: { plugin: probe, config: { proxy: [ { password: { env: PROBE_TOKEN } } ] } }
)");
  const ProcessResult result = testing::run_process(spec);
  REQUIRE(result.status == 0);
  CHECK(boost::json::parse(result.output).at("variable") == boost::json::string(token));
}

TEST_CASE("callout: several connections share a secret of the environment") {
  Desk desk;
  for (const char* const connection : {"probe", "brief"}) {
    CHECK(testing::run_process(probe(desk, {"test", connection})).status == 0);
  }
}

TEST_CASE("callout: forbids core files of itself") {
  Desk desk;
  const ProcessResult asked = testing::run_process(probe(desk, {"invoke", "probe.dumpable"}));
  CHECK(asked.output == (is_sanitized ? "1\n" : "0\n"));
}

TEST_CASE("callout: a crash leaves no core file") {
  Desk desk;
  const CoreFilesAllowed allowed;
  const ProcessResult crashed = testing::run_process(probe(desk, {"invoke", "probe.crash"}));
  CHECK(crashed.signal == SIGABRT);
  for (const auto& entry : std::filesystem::directory_iterator(desk.directory())) {
    CAPTURE(entry.path().string());
    CHECK((is_sanitized || entry.path().filename().string().find("core") == std::string::npos));
  }
}

TEST_CASE("callout: ps shows no secret") {
  Desk desk;
  testing::ProcessSpec spec = probe(desk, {"batch"});
  spec.keep_input_open = true;
  testing::Process batch(spec);
  REQUIRE(batch.write_input("{\"id\":1,\"action\":\"probe.dumpable\"}\n"));
  REQUIRE(batch.read_line().has_value()); // it holds the secret and a session
  const std::filesystem::path process = "/proc/" + std::to_string(batch.id());
  std::ifstream file(process / "cmdline", std::ios::binary);
  const std::string line(std::istreambuf_iterator<char>(file), {});
  CHECK(line.find("batch") != std::string::npos);
  CHECK(line.find(token) == std::string::npos);
  batch.close_input();
  CHECK(batch.wait().status == 0);
}

TEST_CASE("callout test: tells short lifetimes in seconds") {
  Desk desk;
  CHECK(testing::run_process(probe(desk, {"test", "brief"})).output.find("good for 42 seconds") !=
        std::string::npos);
  CHECK(testing::run_process(probe(desk, {"test", "minute"})).output.find("good for 2 minutes") !=
        std::string::npos);
}

} // namespace
} // namespace callout::host::cli
