// What the way from a host to a plugin and back costs, step by step: callout_crossing_bench CONFIG PLUGIN_DIR
// [TIMES]. CONFIG names a connection "echo" of the plugin bench-echo. Prints JSON: nanoseconds a call.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include <boost/json/serialize.hpp>
#include <callout/host/host.hpp>
#include <callout/plugin.h>
#include <callout/sdk/testing.hpp>

#include "echo_plugin.hpp"

extern "C" CALLOUT_EXPORT const callout_plugin* CALLOUT_CALL
callout_plugin_entry_v1(const callout_host* host);

namespace {

constexpr const char* input = R"({"limit":25,"statuses":["triggered"]})";

template <class Call>
double nanoseconds_of(int times, Call call) {
  call(); // loads what the first call loads
  const auto begin = std::chrono::steady_clock::now();
  for (int count = 0; count < times; ++count) {
    call();
  }
  return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin).count() / times;
}

void require(bool good, const char* what) {
  if (!good) {
    throw std::runtime_error(std::string("the call failed: ") + what);
  }
}

/// The handler as a function of this program, with the request it would get.
double direct(int times) {
  callout::sdk::testing::FakeHost host;
  callout_call call;
  callout_request raw{};
  raw.input = callout::sdk::to_callout_str(input);
  const callout::sdk::Request request(*host.table(), call, raw);
  const callout::bench::Echo echo(boost::json::object{});
  return nanoseconds_of(times, [&] { require(echo.echo(request).status() == CALLOUT_OK, "echo"); });
}

/// The plugin's table without a host: parsing, the barrier, the answer.
double through_table(int times, const char* action) {
  callout::sdk::testing::PluginUnderTest plugin(&callout_plugin_entry_v1);
  auto instance = plugin.create();
  return nanoseconds_of(times, [&] { require(instance.invoke_text(action, input).ok(), action); });
}

double through_host(int times, callout::host::Host& host, const char* action) {
  callout::host::Invocation invocation{.connection = "echo",
                                       .action = action,
                                       .input = input,
                                       .request_id = "bench",
                                       .attempt = 1,
                                       .limits = {},
                                       .dry_run = false};
  return nanoseconds_of(times, [&] { require(host.invoke(invocation).has_value(), action); });
}

int measure(int argc, char** argv) {
  if (argc < 3) {
    throw std::runtime_error("usage: callout_crossing_bench CONFIG PLUGIN_DIR [TIMES]");
  }
  const int times = argc > 3 ? std::atoi(argv[3]) : 100'000; // NOLINT(cert-err34-c): a bench
  const auto host = callout::host::Host::open(
      {.plugin_dirs = {argv[2]}, .bundled_plugin_dir = {}, .config_file = argv[1], .log = {}});
  require(host.has_value(), "opening the host");
  std::printf(R"({"direct": %.0f, "table": %.0f, "table_2kB": %.0f, "host": %.0f, "host_2kB": %.0f})"
              "\n",
              direct(times),
              through_table(times, "echo"),
              through_table(times, "text"),
              through_host(times, **host, "echo"),
              through_host(times, **host, "text"));
  return EXIT_SUCCESS;
}

} // namespace

int main(int argc, char** argv) {
  try {
    return measure(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "callout_crossing_bench: %s\n", error.what());
    return EXIT_FAILURE;
  }
}
