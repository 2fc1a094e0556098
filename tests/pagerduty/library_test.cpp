#include <array>
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>

#include <callout/sdk/testing.hpp>
#include <dlfcn.h>
#include <doctest/doctest.h>

namespace {

std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), &pclose);
  REQUIRE(pipe);
  std::string text;
  std::array<char, 4096> buffer{};
  while (fgets(buffer.data(), buffer.size(), pipe.get()) != nullptr) {
    text += buffer.data();
  }
  return text;
}

} // namespace

TEST_CASE("callout-pagerduty.so: exports its entry and nothing else") {
  const std::string symbols = output_of("nm -D --defined-only '" CALLOUT_PAGERDUTY_LIBRARY "'");
  CAPTURE(symbols);
  CHECK(symbols.find(" T " CALLOUT_ENTRY_SYMBOL "\n") != std::string::npos);
  CHECK(std::count(symbols.begin(), symbols.end(), '\n') == 1);
}

TEST_CASE("callout-pagerduty.so: loads with everything resolved and describes itself") {
  // Stays loaded, as in a host: its libraries keep thread-locals.
  void* const library = dlopen(CALLOUT_PAGERDUTY_LIBRARY, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  REQUIRE_MESSAGE(library != nullptr, dlerror()); // NOLINT(concurrency-mt-unsafe): one thread
  void* const entry = dlsym(library, CALLOUT_ENTRY_SYMBOL);
  REQUIRE(entry != nullptr);
  callout::sdk::testing::PluginUnderTest plugin(reinterpret_cast<callout_entry_fn>(
      entry)); // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast): dlsym
  const auto manifest = plugin.describe();
  REQUIRE(manifest.ok());
  CHECK(manifest.json().at("actions").as_array().size() == 466);
  CHECK(plugin.try_create(R"({"region":"us"})").status == CALLOUT_OK);
}
