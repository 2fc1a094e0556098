#include <callout/sdk/testing.hpp>
#include <dlfcn.h>
#include <doctest/doctest.h>

TEST_CASE("callout-pagerduty.so: loads with everything resolved and describes itself") {
  // Stays loaded, as in a host: its libraries keep thread-locals.
  void* const library = dlopen(CALLOUT_PAGERDUTY_LIBRARY, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  REQUIRE_MESSAGE(library != nullptr, dlerror()); // NOLINT(concurrency-mt-unsafe): one thread
  void* const entry = dlsym(library, CALLOUT_ENTRY_SYMBOL);
  REQUIRE(entry != nullptr);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): dlsym yields an object pointer
  callout::sdk::testing::PluginUnderTest plugin(reinterpret_cast<callout_entry_fn>(entry));
  const auto manifest = plugin.describe();
  REQUIRE(manifest.ok());
  CHECK(manifest.json().at("actions").as_array().size() > 466);
  CHECK(plugin.try_create(R"({"region":"us"})").status == CALLOUT_OK);
}
