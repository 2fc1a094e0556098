#include "plugin_library.hpp"

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

#include <boost/dll/shared_library.hpp>
#include <dlfcn.h>
#include <sys/stat.h>

#include "answer.hpp"
#include "open_call.hpp"
#include "plugin_path.hpp"
#include "table_check.hpp"
#include "trust.hpp"

namespace callout::host {
namespace {

namespace fs = std::filesystem;

constexpr unsigned highest_major_to_name = 9;

struct FileIdentity {
  dev_t device = 0;
  ino_t inode = 0;

  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

FileIdentity identity_of(const char* path) {
  struct stat status {};

  return ::stat(path, &status) == 0 ? FileIdentity{status.st_dev, status.st_ino} : FileIdentity{};
}

Failure refusal(const fs::path& file, std::string_view why, std::string_view hint = {}) {
  return make_failure(CALLOUT_E_UNSUPPORTED, file.string() + " " + std::string(why), hint);
}

/// Why there is no entry point: made for another major version, or no plugin at all.
Failure no_entry(const fs::path& file, const boost::dll::shared_library& library) {
  for (unsigned major = 0; major <= highest_major_to_name; ++major) {
    if (major != CALLOUT_ABI_MAJOR && library.has("callout_plugin_entry_v" + std::to_string(major))) {
      return refusal(file,
                     "is built for ABI " + std::to_string(major) + ", this host speaks ABI " +
                         std::to_string(CALLOUT_ABI_MAJOR),
                     "Install the plugin's version for this host, or a newer host.");
    }
  }
  return refusal(file,
                 "exports no " CALLOUT_ENTRY_SYMBOL ": it is a library, but no plugin",
                 "Only plugins belong into a plugins folder under the name callout-<name>.");
}

/// A library that it depends on may export the symbol too; the plugin's own is meant.
bool defines(const fs::path& file, callout_entry_fn entry) {
  Dl_info info{};
  // The address of a function as an object pointer: what dladdr takes (POSIX).
  return ::dladdr(reinterpret_cast<const void*>(entry), &info) !=
             0 && // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
         identity_of(info.dli_fname) == identity_of(file.c_str());
}

Result<callout_entry_fn> find_entry(const fs::path& file, const boost::dll::shared_library& library) {
  if (!library.has(CALLOUT_ENTRY_SYMBOL)) {
    return no_entry(file, library);
  }
  using Entry = const callout_plugin*(const callout_host*);
  const callout_entry_fn entry = &library.get<Entry>(CALLOUT_ENTRY_SYMBOL);
  if (!defines(file, entry)) {
    return refusal(file, "does not define " CALLOUT_ENTRY_SYMBOL " itself: a library it depends on does");
  }
  return entry;
}

/// Loads for good: nothing may unload what may have started threads.
Result<callout_entry_fn> load_for_good(const fs::path& file) {
  using boost::dll::load_mode::rtld_local;
  using boost::dll::load_mode::rtld_now;
  const FileIdentity checked = identity_of(file.c_str());
  try {
    // Leaked on purpose.
    static auto& libraries =
        *new std::vector<boost::dll::shared_library>; // NOLINT(cppcoreguidelines-owning-memory)
    boost::dll::shared_library library(file, rtld_now | rtld_local);
    auto entry = find_entry(file, library);
    if (entry && identity_of(file.c_str()) != checked) {
      return refusal(file, "was replaced while it was loaded", "Try again.");
    }
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    libraries.push_back(std::move(library));
    return entry;
  } catch (const std::exception& error) { // its text is the dynamic loader's
    return refusal(
        file, std::string("cannot be loaded: ") + error.what(), "Is it a shared library for this machine?");
  }
}

} // namespace

Result<std::unique_ptr<PluginLibrary>> PluginLibrary::load(const fs::path& file, const LogSink& log) {
  const auto trusted = check_trusted(file);
  if (!trusted) {
    return trusted.error();
  }
  const auto entry = load_for_good(*trusted);
  if (!entry) {
    return entry.error();
  }
  std::string name = plugin_name(file).value_or(file.stem().string());
  auto host = std::make_unique<HostTable>(name, log);
  const callout_plugin* const plugin = (*entry)(host->table());
  if (plugin == nullptr) {
    const std::string why = host->last_error();
    return refusal(file, "refuses to load: " + (why.empty() ? std::string("it does not say why") : why));
  }
  if (const std::string fault = fault_of(*plugin); !fault.empty()) {
    return refusal(file, fault);
  }
  return std::unique_ptr<PluginLibrary>(
      new PluginLibrary(*trusted, std::move(name), std::move(host), plugin));
}

PluginLibrary::PluginLibrary(fs::path file,
                             std::string name,
                             std::unique_ptr<HostTable> host,
                             const callout_plugin* plugin)
    : file_(std::move(file)), name_(std::move(name)), host_(std::move(host)), plugin_(plugin) {}

PluginLibrary::~PluginLibrary() {
  if (CALLOUT_HAS(plugin_, callout_plugin, shutdown)) {
    plugin_->shutdown(plugin_);
  }
}

Result<std::string> PluginLibrary::describe(std::string_view topic) const {
  const auto call = std::make_shared<callout_call>(CallLimits{});
  const callout_status status = plugin_->describe(plugin_, call.get(), {topic.data(), topic.size()});
  return to_result(call->answered() ? call->take() : Answer{status, {}}, call->answered(), "describe", *this);
}

} // namespace callout::host
