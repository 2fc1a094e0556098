// What a plugin costs before its first call: callout_load_bench CONFIG PLUGIN_DIR PLUGIN ACTION. Each step is
// measured once, since a process loads a plugin once. Prints JSON: milliseconds.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include <callout/host/host.hpp>

namespace {

template <class Step>
double milliseconds_of(Step step) {
  const auto begin = std::chrono::steady_clock::now();
  if (!step()) {
    throw std::runtime_error("a step failed");
  }
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

int measure(int argc, char** argv) {
  if (argc != 5) {
    throw std::runtime_error("usage: callout_load_bench CONFIG PLUGIN_DIR PLUGIN ACTION");
  }
  std::unique_ptr<callout::host::Host> host;
  const double opened = milliseconds_of([&] {
    auto made = callout::host::Host::open(
        {.plugin_dirs = {argv[2]}, .bundled_plugin_dir = {}, .config_file = argv[1], .log = {}});
    host = made ? std::move(*made) : nullptr;
    return host != nullptr;
  });
  const std::string plugin = argv[3];
  const std::string action = argv[4];
  // An action first: a manifest of hundreds of actions would hide what loading alone takes.
  const double loaded = milliseconds_of([&] { return host->describe_plugin(plugin, action).has_value(); });
  const double one = milliseconds_of([&] { return host->describe_plugin(plugin, action).has_value(); });
  const double whole = milliseconds_of([&] { return host->describe_plugin(plugin, "").has_value(); });
  std::printf(
      R"({"open": %.3f, "load_and_describe_action": %.3f, "describe_action": %.3f, "describe_all": %.3f})"
      "\n",
      opened,
      loaded,
      one,
      whole);
  return EXIT_SUCCESS;
}

} // namespace

int main(int argc, char** argv) {
  try {
    return measure(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "callout_load_bench: %s\n", error.what());
    return EXIT_FAILURE;
  }
}
