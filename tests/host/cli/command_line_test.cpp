#include <chrono>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "command_line.hpp"

namespace callout::host::cli {
namespace {

using namespace std::chrono_literals;

ParsedCommand parsed(std::vector<const char*> words) {
  words.insert(words.begin(), "callout");
  return parse_command_line(static_cast<int>(words.size()), words.data());
}

TEST_CASE("parse_command_line: global options stand before or after the command") {
  const std::vector<const char*> after{"invoke",
                                       "c.a",
                                       "--config",
                                       "f.yaml",
                                       "k=v",
                                       "--plugin-dir",
                                       "p",
                                       "--timeout",
                                       "500ms",
                                       "--plugin-dir",
                                       "q",
                                       "--verbose",
                                       "--log-format",
                                       "json",
                                       "--no-color"};
  const std::vector<const char*> before{"--config",
                                        "f.yaml",
                                        "--plugin-dir",
                                        "p",
                                        "--plugin-dir",
                                        "q",
                                        "--timeout",
                                        "500ms",
                                        "-v",
                                        "--log-format",
                                        "json",
                                        "--no-color",
                                        "invoke",
                                        "c.a",
                                        "k=v"};
  for (const auto& words : {after, before}) {
    const GlobalOptions options = parsed(words).options;
    CHECK((options.config_file == std::filesystem::path("f.yaml")));
    CHECK((options.plugin_dirs == std::vector<std::filesystem::path>{"p", "q"}));
    CHECK((options.timeout == 500ms));
    CHECK(options.verbose);
    CHECK((options.log_format == LogFormat::json));
    CHECK((options.colour == Console::Colour::never));
  }
}

TEST_CASE("parse_command_line: what is not said is left to the host") {
  const GlobalOptions options = parsed({"plugins"}).options;
  CHECK_FALSE(options.config_file.has_value());
  CHECK(options.plugin_dirs.empty());
  CHECK_FALSE(options.timeout.has_value());
  CHECK_FALSE(options.verbose);
  CHECK((options.log_format == LogFormat::text));
  CHECK((options.colour == Console::Colour::automatic));
}

} // namespace
} // namespace callout::host::cli
