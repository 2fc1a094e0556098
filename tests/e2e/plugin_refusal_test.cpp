// Files in a plugins folder that are no plugin for this host.
#include <filesystem>
#include <string>

#include <doctest/doctest.h>

#include "scene.hpp"

namespace {

using namespace callout::testing;
namespace fs = std::filesystem;

struct Folder {
  Workspace workspace;
  fs::path path = workspace.path() / "plugins";

  Folder() {
    fs::create_directory(path);
    fs::permissions(path, fs::perms::owner_all);
  }

  void add(const fs::path& file, std::string_view name, fs::perms permissions = fs::perms::owner_all) const {
    fs::copy_file(file, path / name);
    fs::permissions(path / name, permissions);
  }

  [[nodiscard]] ProcessResult callout(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--plugin-dir", path.string()});
    return run_process({.program = CALLOUT_PROGRAM,
                        .arguments = std::move(arguments),
                        .environment = {{"CALLOUT_PLUGIN_PATH", std::nullopt}},
                        .input = {},
                        .directory = workspace.path()});
  }
};

} // namespace

SCENARIO("each file that cannot be a plugin is refused with its own reason") {
  const Folder folder;
  fs::copy_file(folder.workspace.write("text", "not a library"), folder.path / "callout-text.so");
  fs::permissions(folder.path / "callout-text.so", fs::perms::owner_all);
  folder.add(CALLOUT_NO_ENTRY, "callout-noentry.so");
  folder.add(CALLOUT_NEXT_MAJOR, "callout-nextmajor.so");
  folder.add(CALLOUT_HELLO_C, "callout-open.so", fs::perms::all);
  folder.add(CALLOUT_HELLO_C, "callout-good.so");
  folder.add(CALLOUT_HELLO_C, "helper.so"); // without the prefix: no candidate at all

  struct Row {
    std::string name;
    std::string_view reason;
  };

  const Row rows[] = {
      {"text", "callout-text.so"},
      {"noentry", "callout_plugin_entry_v1"},
      {"nextmajor", "ABI 2"},
      {"open", "writable"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const ProcessResult result = folder.callout({"actions", row.name});
    CAPTURE(result.error);
    CHECK(result.status == 2);
    CHECK(result.error.find(row.reason) != std::string::npos);
  }
  const ProcessResult list = folder.callout({"plugins"});
  CAPTURE(list.output);
  CHECK(list.status == 0);
  CHECK(list.output.find("com.example.hello-c") != std::string::npos);
  CHECK((list.output + list.error).find("ABI 2") != std::string::npos);
  CHECK((list.output + list.error).find("helper") == std::string::npos);
}

SCENARIO("a folder that others can write to is no plugins folder") {
  const Folder folder;
  folder.add(CALLOUT_HELLO_C, "callout-good.so");
  fs::permissions(folder.path, fs::perms::all);
  const ProcessResult result = folder.callout({"actions", "good"});
  CHECK(result.status == 2);
  CHECK(result.error.find(folder.path.string()) != std::string::npos);
}
