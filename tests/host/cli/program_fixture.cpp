#include "program_fixture.hpp"

#include <cstdlib>
#include <fstream>
#include <system_error>

namespace callout::host::cli {

Desk::Desk() {
  std::string name = (std::filesystem::temp_directory_path() / "callout-cli-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    throw std::system_error(errno, std::generic_category(), name);
  }
  directory_ = name;
  write("callout.yaml", R"(connections:
  desk:
    plugin: desk
    description: The desk
    auth: { kind: token, token: { env: DESK_TOKEN } }
  open:
    plugin: desk
  stranger:
    plugin: nowhere
)");
}

Desk::~Desk() {
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

testing::ProcessSpec Desk::spec(std::vector<std::string> arguments) const {
  testing::ProcessSpec spec;
  spec.program = CALLOUT_PROGRAM;
  spec.arguments = std::move(arguments);
  spec.directory = directory_;
  spec.environment = {{"CALLOUT_PLUGIN_PATH", CALLOUT_DESK_PLUGINS},
                      {"DESK_TOKEN", "desk-t0ken"},
                      {"HOME", directory_.string()},
                      {"CALLOUT_CONFIG", std::nullopt},
                      {"XDG_CONFIG_HOME", std::nullopt},
                      {"XDG_DATA_HOME", std::nullopt},
                      {"NO_COLOR", std::nullopt},
                      {"TERM", "xterm"}};
  return spec;
}

testing::ProcessResult Desk::run(std::vector<std::string> arguments, std::string input) const {
  testing::ProcessSpec described = spec(std::move(arguments));
  described.input = std::move(input);
  return testing::run_process(described);
}

void Desk::write(std::string_view name, std::string_view content) const {
  std::ofstream file(directory_ / name, std::ios::binary);
  file << content;
}

} // namespace callout::host::cli
