#include "table_check.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "version_order.hpp"

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

std::string_view text_of(callout_str text) {
  return text.ptr == nullptr ? std::string_view() : std::string_view(text.ptr, text.len);
}

/// Reverse DNS: at least two parts of [a-z0-9-] with dots between them.
bool is_id(std::string_view id) {
  const bool has_letters = std::all_of(id.begin(), id.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '.' ||
           letter == '-';
  });
  return has_letters && id.find('.') != std::string_view::npos && id.find("..") == std::string_view::npos &&
         id.front() != '.' && id.back() != '.';
}

std::string fault_of_identity(const callout_plugin& plugin) {
  if (!is_id(text_of(plugin.id))) {
    return "has an id that is not reverse DNS in lower case, such as com.example.hello";
  }
  if (!parse_version(text_of(plugin.version))) {
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
  const auto* const missing = std::find_if(
      required.begin(), required.end(), [](const Function& function) { return !function.present; });
  return missing == required.end() ? std::string()
                                   : "has no function " + std::string(missing->name) + " in its table";
}

} // namespace

TableFault fault_of(const callout_plugin& plugin) {
  constexpr const char* plugin_bug = "This is a fault of the plugin: report it to its author.";
  // The first two members are the same for all majors, so the version is read before the size is judged.
  if (plugin.struct_size < offsetof(callout_plugin, min_host_abi)) {
    return {"has a table of " + std::to_string(plugin.struct_size) + " bytes, too short to tell its version",
            plugin_bug};
  }
  if (plugin.abi_version >> major_shift == CALLOUT_ABI_MAJOR &&
      !CALLOUT_HAS_DATA(&plugin, callout_plugin, shutdown)) {
    return {"has a truncated table: " + std::to_string(plugin.struct_size) + " bytes, ABI 1.0 has " +
                std::to_string(sizeof(callout_plugin)),
            plugin_bug};
  }
  if (std::string fault = fault_of_version(plugin); !fault.empty()) {
    return {std::move(fault), "Install the plugin's version for this host, or a newer host."};
  }
  for (const auto check : {&fault_of_functions, &fault_of_identity}) {
    if (std::string fault = check(plugin); !fault.empty()) {
      return {std::move(fault), plugin_bug};
    }
  }
  return {};
}

} // namespace callout::host
