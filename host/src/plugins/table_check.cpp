#include "table_check.hpp"

#include <algorithm>
#include <array>
#include <regex>
#include <string_view>

namespace callout::host {
namespace {

constexpr unsigned major_shift = 16;

std::string version_text(std::uint32_t version) {
  return std::to_string(version >> major_shift) + "." + std::to_string(version & 0xFFFFU);
}

std::string fault_of_version(const callout_plugin& plugin) {
  if (plugin.abi_version >> major_shift != CALLOUT_ABI_MAJOR) {
    return "is built for ABI " + version_text(plugin.abi_version) + ", this host speaks ABI " +
           version_text(CALLOUT_ABI_VERSION);
  }
  if (plugin.min_host_abi > CALLOUT_ABI_VERSION) {
    return "needs a host with ABI " + version_text(plugin.min_host_abi) + " or newer, this one has " +
           version_text(CALLOUT_ABI_VERSION);
  }
  return {};
}

bool matches(callout_str text, const std::regex& pattern) {
  return text.ptr != nullptr && std::regex_match(text.ptr, text.ptr + text.len, pattern);
}

std::string fault_of_identity(const callout_plugin& plugin) {
  static const std::regex id("[a-z0-9][a-z0-9-]*(\\.[a-z0-9][a-z0-9-]*)+");
  static const std::regex version("\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?");
  if (!matches(plugin.id, id)) {
    return "has an id that is not reverse DNS in lower case, such as com.example.hello";
  }
  if (!matches(plugin.version, version)) {
    return "has a version that is not semantic, such as 1.0.0";
  }
  return {};
}

std::string fault_of_functions(const callout_plugin& plugin) {
  struct Function {
    std::string_view name;
    bool present;
  };

  const std::array<Function, 6> required{{{"describe", plugin.describe != nullptr},
                                          {"create", plugin.create != nullptr},
                                          {"destroy", plugin.destroy != nullptr},
                                          {"authenticate", plugin.authenticate != nullptr},
                                          {"invoke_action", plugin.invoke_action != nullptr},
                                          {"get_extension", plugin.get_extension != nullptr}}};
  const auto missing = std::find_if(
      required.begin(), required.end(), [](const Function& function) { return !function.present; });
  return missing == required.end() ? std::string()
                                   : "has no function " + std::string(missing->name) + " in its table";
}

} // namespace

std::string fault_of(const callout_plugin& plugin) {
  // The first two members are the same for all majors, so the version is read before the size is judged.
  if (plugin.struct_size < offsetof(callout_plugin, min_host_abi)) {
    return "has a table of " + std::to_string(plugin.struct_size) + " bytes, too short to tell its version";
  }
  if (plugin.abi_version >> major_shift == CALLOUT_ABI_MAJOR &&
      !CALLOUT_HAS_DATA(&plugin, callout_plugin, shutdown)) {
    return "has a truncated table: " + std::to_string(plugin.struct_size) + " bytes, ABI 1.0 has " +
           std::to_string(sizeof(callout_plugin));
  }
  for (const auto check : {&fault_of_version, &fault_of_functions, &fault_of_identity}) {
    if (std::string fault = check(plugin); !fault.empty()) {
      return fault;
    }
  }
  return {};
}

} // namespace callout::host
