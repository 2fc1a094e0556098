#include "scene.hpp"

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

namespace callout::testing {
namespace {

constexpr const char* secret_variable = "CALLOUT_TEST_CLIENT_SECRET";

std::string connection_file(const SandboxProcess& sandbox) {
  return R"(connections:
  pagerduty:
    plugin: pagerduty
    description: The offline PagerDuty
    config:
      base_url: ")" +
         sandbox.fact("base_url") + R"("
      ca_file: ")" +
         sandbox.fact("ca_file") + R"("
      from: ")" +
         sandbox.fact("from") + R"("
    auth:
      kind: oauth2_client_credentials
      grant_type: client_credentials
      client_id: ")" +
         sandbox.fact("client_id") + R"("
      client_secret: { env: CALLOUT_TEST_CLIENT_SECRET }
      scope: as_account-us.sandbox incidents.read incidents.write
      token_url: ")" +
         sandbox.fact("token_url") + R"("
      client_authentication: request_body
  sandbox:
    plugin: http
    config: { base_url: ")" +
         sandbox.fact("base_url") + R"(", ca_file: ")" + sandbox.fact("ca_file") + R"(" }
)";
}

} // namespace

Workspace::Workspace() {
  std::string name = (std::filesystem::temp_directory_path() / "callout-e2e-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    throw std::system_error(errno, std::generic_category(), "mkdtemp");
  }
  path_ = name;
}

Workspace::~Workspace() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path Workspace::write(std::string_view name, std::string_view text) const {
  std::filesystem::path file = path_ / name;
  std::ofstream(file) << text;
  std::filesystem::permissions(file,
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  return file;
}

SandboxProcess::SandboxProcess(std::vector<std::string> arguments)
    : process_({.program = CALLOUT_SANDBOX,
                .arguments = std::move(arguments),
                .environment = {},
                .input = {},
                .directory = {}}) {
  const auto line = process_.read_line();
  if (!line) {
    throw std::runtime_error("the sandbox did not become ready: " +
                             process_.wait(std::chrono::seconds(1)).error);
  }
  ready_ = boost::json::parse(*line).as_object();
}

std::string SandboxProcess::fact(std::string_view name) const {
  return std::string(ready_.at(name).as_string());
}

Scene::Scene(std::vector<std::string> sandbox_arguments)
    : sandbox(std::move(sandbox_arguments)),
      config(connection_file(sandbox)),
      config_file(workspace.write("callout.yaml", config)) {}

ProcessSpec Scene::spec(std::vector<std::string> arguments) const {
  arguments.insert(arguments.end(), {"--config", config_file.string(), "--plugin-dir", CALLOUT_PLUGINS});
  return {.program = CALLOUT_PROGRAM,
          .arguments = std::move(arguments),
          .environment = {{secret_variable, sandbox.fact("client_secret")},
                          {"CALLOUT_PLUGIN_PATH", std::nullopt}},
          .input = {},
          .directory = workspace.path()};
}

ProcessResult Scene::callout(std::vector<std::string> arguments, std::string input) const {
  ProcessSpec process = spec(std::move(arguments));
  process.input = std::move(input);
  return run_process(process);
}

std::unique_ptr<Process> Scene::start(std::vector<std::string> arguments) const {
  ProcessSpec process = spec(std::move(arguments));
  process.keep_input_open = true;
  return std::make_unique<Process>(process);
}

boost::json::value Scene::invoke(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), "invoke");
  const ProcessResult result = callout(std::move(arguments));
  CAPTURE(result.error);
  REQUIRE(result.status == 0);
  return boost::json::parse(result.output);
}

void Scene::fault(const std::string& json) const {
  (void)invoke(
      {"sandbox.request", "--input", R"({"method":"POST","path":"/sandbox/faults","body":)" + json + "}"});
}

void Scene::revoke_tokens() const {
  (void)invoke({"sandbox.request", "method=POST", "path=/sandbox/revoke-tokens"});
}

std::string Scene::config_with(std::string_view text, std::string_view replacement) const {
  std::string changed = config;
  const std::size_t at = changed.find(text);
  REQUIRE(at != std::string::npos);
  return changed.replace(at, text.size(), replacement);
}

boost::json::object problem_of(const ProcessResult& result) {
  const std::size_t begin = result.error.find('{');
  CAPTURE(result.error);
  REQUIRE(begin != std::string::npos);
  return boost::json::parse(std::string_view(result.error).substr(begin)).as_object();
}

} // namespace callout::testing
