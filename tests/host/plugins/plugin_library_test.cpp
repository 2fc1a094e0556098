#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include "fixtures/temporary_folder.hpp"
#include "plugins/instance.hpp"
#include "plugins/plugin_library.hpp"

namespace callout::host {
namespace {

namespace fs = std::filesystem;
using testing::TemporaryFolder;

const fs::path fixtures = CALLOUT_FIXTURES;
const fs::path faulty = CALLOUT_FAULTY;

TEST_CASE("load: each file that cannot be a plugin is refused with its own reason") {
  struct Row {
    std::string_view name;
    std::string_view text;
  };

  const Row rows[] = {
      {"no_entry", "exports no callout_plugin_entry_v1"},
      {"next_major", "is built for ABI 2, this host speaks ABI 1"},
      {"major", "is built for ABI 3.0, this host speaks ABI 1.0"},
      {"truncated", "has a truncated table: "},
      {"host_too_old", "needs a host with ABI 1.9 or newer, this one has 1.0"},
      {"no_invoke", "has no function invoke_action in its table"},
      {"id", "has an id that is not reverse DNS"},
      {"version", "has a version that is not semantic"},
      {"null", "refuses to load: this machine has no left-handed screws"},
      {"silent_null", "refuses to load: it does not say why"},
      {"borrowed_entry", "does not define callout_plugin_entry_v1 itself"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const fs::path file = faulty / ("callout-" + std::string(row.name) + ".so");
    const auto library = PluginLibrary::load(file, nullptr);
    REQUIRE(library.has_error());
    CHECK(library.error().status == CALLOUT_E_UNSUPPORTED);
    const std::string message = library.error().message();
    CAPTURE(message);
    CHECK(message.find(file.string()) == 0);
    CHECK(message.find(row.text) != std::string::npos);
    CHECK(library.error().problem.contains("hint") == !row.text.starts_with("refuses to load"));
  }
}

TEST_CASE("load: what is no library is refused in the loader's words") {
  const TemporaryFolder folder;
  const auto library = PluginLibrary::load(folder.write("callout-text.so", "not a library"), nullptr);
  REQUIRE(library.has_error());
  CHECK(library.error().status == CALLOUT_E_UNSUPPORTED);
  CHECK(library.error().message().find("cannot be loaded: ") != std::string::npos);
  CHECK(library.error().message().find("file too short") != std::string::npos);
}

TEST_CASE("load: a file that others can write is not loaded") {
  const TemporaryFolder folder;
  const fs::path file = folder.copy(fixtures / "callout-blocking.so", "callout-open.so");
  fs::permissions(file, fs::perms::all);
  const auto library = PluginLibrary::load(file, nullptr);
  REQUIRE(library.has_error());
  CHECK(library.error().status == CALLOUT_E_PERMISSION_DENIED);
}

TEST_CASE("load: a refusal to start is logged as the plugin's own words") {
  std::mutex mutex;
  std::vector<LogRecord> records;
  const LogChannel log = std::make_shared<const LogTarget>(LogTarget{[&](const LogRecord& record) {
    const std::lock_guard lock(mutex);
    records.push_back(record);
  }});
  REQUIRE(PluginLibrary::load(faulty / "callout-null.so", log).has_error());
  REQUIRE(records.size() == 1);
  CHECK(records[0].source == "null");
  CHECK(records[0].level == LogLevel::error);
  CHECK(records[0].message == "this machine has no left-handed screws");
}

std::int64_t counted(const std::shared_ptr<PluginLibrary>& library, std::string_view what) {
  const auto instance = Instance::create(library, "{}", nullptr);
  const auto counts = (*instance)->invoke({.action = "count", .input = Secret("{}")}, {});
  return boost::json::parse(counts->value()).at(what).as_int64();
}

TEST_CASE("load: one file is one library, whoever asks and by whatever path") {
  const TemporaryFolder folder;
  const fs::path file = folder.copy(fixtures / "callout-blocking.so", "callout-shared.so");
  fs::create_symlink(file, folder.path() / "callout-alias.so");
  auto first = PluginLibrary::load(file, nullptr);
  REQUIRE(first.has_value());
  CHECK((*first)->name() == "shared");
  CHECK((*first)->id() == "com.example.blocking");
  CHECK((*first)->version() == "1.0.0");
  CHECK((*first)->build() == "C");
  auto second = PluginLibrary::load(folder.path() / "callout-alias.so", nullptr);
  REQUIRE(second.has_value());
  CHECK(*first == *second);
  CHECK(counted(*first, "entries") == 1);

  SUBCASE("the last owner shuts it down, and its code stays") {
    first = Failure{};
    CHECK(counted(*second, "shutdowns") == 0);
    second = Failure{};
    const auto again = PluginLibrary::load(file, nullptr);
    REQUIRE(again.has_value());
    CHECK(counted(*again, "shutdowns") == 1);
    CHECK(counted(*again, "entries") == 2);
  }
}

TEST_CASE("load: a file is not started again before its shutdown has returned") {
  const TemporaryFolder folder;
  const fs::path files[] = {folder.copy(fixtures / "callout-blocking.so", "callout-first.so"),
                            folder.copy(fixtures / "callout-blocking.so", "callout-second.so")};
  constexpr int loads = 1000;
  std::atomic<int> failed = 0;
  {
    std::vector<std::jthread> running;
    for (int i = 0; i < 6; ++i) {
      running.emplace_back([&] {
        for (int load = 0; load < loads; ++load) {
          for (const fs::path& file : files) {
            failed += PluginLibrary::load(file, nullptr).has_value() ? 0 : 1;
          }
        }
      });
    }
  }
  CHECK(failed == 0);
  for (const fs::path& file : files) {
    const auto library = PluginLibrary::load(file, nullptr);
    REQUIRE(library.has_value());
    CHECK(counted(*library, "entries") > 1);
    CHECK(counted(*library, "entries") == counted(*library, "shutdowns") + 1);
    CHECK(counted(*library, "misordered") == 0);
  }
}

TEST_CASE("load: a refusal leaves the file free for the next who asks") {
  const fs::path file = faulty / "callout-null.so";
  std::atomic<int> refused = 0;
  {
    std::vector<std::jthread> running;
    for (int i = 0; i < 4; ++i) {
      running.emplace_back([&] { refused += PluginLibrary::load(file, nullptr).has_error() ? 1 : 0; });
    }
  }
  CHECK(refused == 4);
}

TEST_CASE("describe: the manifest, one action, and no other topic") {
  const auto library = PluginLibrary::load(fixtures / "callout-blocking.so", nullptr);
  REQUIRE(library.has_value());
  const auto manifest = (*library)->describe({}, nullptr);
  REQUIRE(manifest.has_value());
  CHECK(boost::json::parse(*manifest).at("id") == "com.example.blocking");
  CHECK((*library)->describe("echo", nullptr).has_value());
  const auto unknown = (*library)->describe("nothing", nullptr);
  REQUIRE(unknown.has_error());
  CHECK(unknown.error().status == CALLOUT_E_UNKNOWN_ACTION);
}

} // namespace
} // namespace callout::host
