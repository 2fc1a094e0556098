#pragma once

/// Instances of the fixture plugins.

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include <boost/json/parse.hpp>

#include "plugins/instance.hpp"

namespace callout::testing {

inline std::shared_ptr<host::PluginLibrary> load_fixture(std::string_view name) {
  const std::filesystem::path folder = CALLOUT_FIXTURES;
  return *host::PluginLibrary::load(folder / std::string("callout-").append(name).append(".so"), nullptr);
}

inline std::shared_ptr<host::Instance> make_fixture(std::string_view name,
                                                    const host::LogChannel& log = nullptr) {
  return *host::Instance::create(load_fixture(name), "{}", log);
}

inline host::Result<std::string>
run(host::Instance& instance, std::string_view action, const host::CallLimits& limits = {}) {
  return instance.invoke({.action = std::string(action), .input = host::Secret("{}")}, limits).value();
}

/// A counter of the plugin; counters go on for the life of the process.
inline std::int64_t counted(host::Instance& instance, std::string_view what) {
  return boost::json::parse(*run(instance, "count")).at(what).as_int64();
}

inline host::CallLimits limits_of(std::chrono::milliseconds time) {
  return {.deadline = std::chrono::steady_clock::now() + time, .stop = {}};
}

} // namespace callout::testing
