#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "fixtures/environment_override.hpp"
#include "fixtures/temporary_folder.hpp"
#include "plugins/plugin_path.hpp"

namespace callout::host {
namespace {

namespace fs = std::filesystem;
using testing::EnvironmentOverride;
using testing::TemporaryFolder;

TEST_CASE("plugin_folders: given folders, then the variable, the user's, the system's") {
  const EnvironmentOverride variable("CALLOUT_PLUGIN_PATH", "/opt/one::relative:/opt/two");
  const EnvironmentOverride home("HOME", "/home/somebody");

  SUBCASE("with XDG_DATA_HOME") {
    const EnvironmentOverride data("XDG_DATA_HOME", "/data");
    const std::vector<fs::path> folders = plugin_folders({"/given"});
    REQUIRE(folders.size() == 5);
    CHECK(folders[0] == "/given");
    CHECK(folders[1] == "/opt/one");
    CHECK(folders[2] == "/opt/two");
    CHECK(folders[3] == "/data/callout/plugins");
    CHECK(folders[4].string().ends_with("/callout/plugins"));
    CHECK(plugin_folders({"/given"}, "/beside/the/program").back() == "/beside/the/program");
    CHECK(plugin_folders({"/given"}, "relative").size() == 5);
  }
  SUBCASE("without") {
    const EnvironmentOverride data("XDG_DATA_HOME", std::nullopt);
    CHECK(plugin_folders({}).at(2) == "/home/somebody/.local/share/callout/plugins");
  }
}

TEST_CASE("plugin_folders: never the current folder, unless a person names it") {
  const EnvironmentOverride variable("CALLOUT_PLUGIN_PATH", ".:plugins::./plugins");
  const EnvironmentOverride data("XDG_DATA_HOME", "data");
  const std::vector<fs::path> folders = plugin_folders({});
  CHECK(folders.size() == 1);
  CHECK(std::all_of(
      folders.begin(), folders.end(), [](const fs::path& folder) { return folder.is_absolute(); }));
  CHECK(plugin_folders({"here"}).front() == fs::current_path() / "here");
}

TEST_CASE("plugin_name: the prefix and a library's suffix") {
  struct Row {
    std::string_view file;
    std::optional<std::string> name;
  };

  const Row rows[] = {
      {"/p/callout-pagerduty.so", "pagerduty"},
      {"/p/callout-a.b-c_d.so", "a.b-c_d"},
      {"/p/callout-mac.dylib", "mac"},
      {"/p/callout-windows.dll", "windows"},
      {"/p/callout-.so", std::nullopt},
      {"/p/libcallout-x.so", std::nullopt},
      {"/p/callout-x.so.1", std::nullopt},
      {"/p/helper.so", std::nullopt},
      {"/p/callout-x.txt", std::nullopt},
      {"/p/callout-so", std::nullopt},
  };
  for (const Row& row : rows) {
    CAPTURE(row.file);
    CHECK(plugin_name(row.file) == row.name);
  }
}

TEST_CASE("plugin_files: candidates only, best folder first") {
  const TemporaryFolder first;
  const TemporaryFolder second;
  for (const char* const name : {"callout-b.so", "callout-a.so", "helper.so", "callout-notes.txt"}) {
    (void)first.write(name, "");
  }
  (void)second.write("callout-a.so", "");
  const auto files = plugin_files({first.path(), "/nowhere/at/all", second.path()});
  CHECK(files == std::vector<fs::path>{first.path() / "callout-a.so",
                                       first.path() / "callout-b.so",
                                       second.path() / "callout-a.so"});
  CHECK(find_plugin_file({first.path(), second.path()}, "a") == first.path() / "callout-a.so");
  CHECK(find_plugin_file({second.path(), first.path()}, "a") == second.path() / "callout-a.so");
  CHECK_FALSE(find_plugin_file({first.path()}, "helper").has_value());
}

} // namespace
} // namespace callout::host
