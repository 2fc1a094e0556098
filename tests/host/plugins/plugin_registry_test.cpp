#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixtures/environment_override.hpp"
#include "fixtures/temporary_folder.hpp"
#include "plugins/plugin_registry.hpp"

namespace callout::host {
namespace {

namespace fs = std::filesystem;
using testing::TemporaryFolder;

const fs::path fixtures = CALLOUT_FIXTURES;
const fs::path faulty = CALLOUT_FAULTY;

/// Whether the library of that file is in the process.
bool is_mapped(const fs::path& file) {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    if (line.find(file.string()) != std::string::npos) {
      return true;
    }
  }
  return false;
}

TEST_CASE("find: a name loads its file and no other") {
  const TemporaryFolder folder;
  const fs::path wanted = folder.copy(fixtures / "callout-blocking.so", "callout-wanted.so");
  const fs::path other = folder.copy(fixtures / "callout-blocking.so", "callout-other.so");
  PluginRegistry registry({folder.path()}, nullptr);
  const auto library = registry.find("wanted");
  REQUIRE(library.has_value());
  CHECK((*library)->file() == wanted);
  CHECK(is_mapped(wanted));
  CHECK_FALSE(is_mapped(other));
  CHECK(*registry.find("wanted") == *library);
}

TEST_CASE("find: the first folder wins, and its refusal is not passed over") {
  const TemporaryFolder first;
  const TemporaryFolder second;
  (void)first.write("callout-x.so", "no library");
  (void)second.copy(fixtures / "callout-blocking.so", "callout-x.so");
  PluginRegistry registry({first.path(), second.path()}, nullptr);
  CHECK(registry.find("x").has_error());
  fs::remove(first.path() / "callout-x.so");
  CHECK(registry.find("x").has_value());
}

TEST_CASE("find: an id takes the highest version that loads") {
  PluginRegistry registry({fixtures}, nullptr);
  const auto library = registry.find("com.example.twin");
  REQUIRE(library.has_value());
  CHECK((*library)->version() == "1.10.0");
  CHECK((*library)->name() == "twin-new");
}

TEST_CASE("find: what is not there has near names and the folders searched") {
  PluginRegistry registry({fixtures, "/nowhere"}, nullptr);

  struct Row {
    std::string_view name;
    std::string_view hint;
  };

  const Row rows[] = {
      {"blokcing", R"(did you mean "blocking"?)"},
      {"com.example.nothing", "--plugin-dir"},
      {"../fixtures/callout-blocking", "--plugin-dir"},
      {"", "--plugin-dir"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto library = registry.find(row.name);
    REQUIRE(library.has_error());
    CHECK(library.error().status == CALLOUT_E_NOT_FOUND);
    CHECK(library.error().message().find("/nowhere") != std::string::npos);
    const std::string hint(library.error().problem.at("hint").as_string());
    CHECK(hint.find(row.hint) != std::string::npos);
  }
}

TEST_CASE("list: every candidate, each what it is or why it is refused") {
  PluginRegistry registry({fixtures, faulty}, nullptr);
  const std::vector<PluginEntry> entries = registry.list();
  std::size_t refused = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const PluginEntry& entry = entries[i];
    CAPTURE(entry.name);
    CHECK((i == 0 || entries[i - 1].name < entry.name));
    if (entry.refusal) {
      ++refused;
      CHECK(entry.file.parent_path() == faulty);
      continue;
    }
    CHECK(entry.file.parent_path() == fixtures);
    CHECK(entry.id.find("com.example.") == 0);
    CHECK(entry.title == "Fixture");
    CHECK(entry.actions == 3);
  }
  CHECK(entries.size() - refused == 8);
  CHECK(refused == 12);
}

TEST_CASE("find: a plugin that is slow to start holds up no other") {
  const TemporaryFolder folder;
  (void)folder.copy(faulty / "callout-slow_entry.so", "callout-slow.so");
  (void)folder.copy(fixtures / "callout-blocking.so", "callout-quick.so");
  const fs::path gate = folder.path() / "gate";
  REQUIRE(::mkfifo(gate.c_str(), 0600) == 0);
  const testing::EnvironmentOverride variable("CALLOUT_TEST_GATE", gate.string());
  PluginRegistry registry({folder.path()}, nullptr);
  std::atomic<bool> is_over = false;
  std::thread slow([&] {
    CHECK(registry.find("slow").has_error());
    is_over = true;
  });
  int pipe = -1;
  while ((pipe = ::open(gate.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC)) < 0) { // until it reads there
    std::this_thread::yield();
  }
  CHECK(registry.find("quick").has_value());
  CHECK_FALSE(is_over);
  ::close(pipe);
  slow.join();
}

} // namespace
} // namespace callout::host
