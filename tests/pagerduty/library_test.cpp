#include <cstddef>
#include <fstream>
#include <optional>
#include <string>

#include <callout/sdk/testing.hpp>
#include <dlfcn.h>
#include <doctest/doctest.h>

namespace {

callout_entry_fn load() {
  // Stays loaded, as in a host: its libraries keep thread-locals.
  void* const library = dlopen(CALLOUT_PAGERDUTY_LIBRARY, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  REQUIRE_MESSAGE(library != nullptr, dlerror()); // NOLINT(concurrency-mt-unsafe): one thread
  void* const entry = dlsym(library, CALLOUT_ENTRY_SYMBOL);
  REQUIRE(entry != nullptr);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): dlsym yields an object pointer
  return reinterpret_cast<callout_entry_fn>(entry);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
// What this process holds for itself; pages of files are the system's to take back.
std::optional<std::size_t> held_bytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("RssAnon:")) {
      return std::stoul(line.substr(line.find_first_of("0123456789"))) * 1024;
    }
  }
  return std::nullopt;
}

// First, while nothing of the plugin is loaded. Sanitizers hold memory of their own for each byte.
TEST_CASE("callout-pagerduty.so: an idle connection adds less than 8 MB") {
  const auto before = held_bytes();
  callout::sdk::testing::PluginUnderTest plugin(load());
  REQUIRE(plugin.describe().ok());
  REQUIRE(plugin.describe("createIncident").ok());
  const auto instance = plugin.create(R"({"region":"us"})");
  const auto after = held_bytes();
  REQUIRE(before.has_value());
  REQUIRE(after.has_value());
  MESSAGE("added " << (*after - *before) / 1024 << " KiB");
  CHECK(*after > *before); // it is told at all
  CHECK(*after - *before < 8'000'000);
}
#endif

} // namespace

TEST_CASE("callout-pagerduty.so: loads with everything resolved and describes itself") {
  callout::sdk::testing::PluginUnderTest plugin(load());
  const auto manifest = plugin.describe();
  REQUIRE(manifest.ok());
  CHECK(manifest.json().at("actions").as_array().size() > 466);
  CHECK(plugin.try_create(R"({"region":"us"})").status == CALLOUT_OK);
}
