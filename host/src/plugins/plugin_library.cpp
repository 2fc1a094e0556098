#include "plugins/plugin_library.hpp"

#include <optional>
#include <utility>

#include <dlfcn.h>

#include "plugins/answer.hpp"
#include "plugins/plugin_path.hpp"
#include "plugins/table_check.hpp"

namespace callout::host {
namespace {

namespace fs = std::filesystem;

Failure refusal(const fs::path& file, std::string_view why, std::string_view hint = {}) {
  return make_failure(CALLOUT_E_UNSUPPORTED, file.string().append(" ").append(why), hint);
}

/// The loader's own words out of Boost.DLL's exception, which wraps them.
std::string loader_message(std::string_view what) {
  constexpr std::string_view mark = "dlerror system message: ";
  const std::size_t begin = what.find(mark);
  if (begin == std::string_view::npos) {
    return std::string(what);
  }
  what.remove_prefix(begin + mark.size());
  return std::string(what.substr(0, what.rfind("): ")));
}

boost::dll::load_mode::type load_mode() {
  using boost::dll::load_mode::type;
  // NODELETE: threads and thread-locals of a plugin may outlive whatever would unload it.
  return static_cast<type>(RTLD_NODELETE) | boost::dll::load_mode::rtld_now |
         boost::dll::load_mode::rtld_local;
}

/// Another major's entry, so that the refusal can name it.
std::optional<unsigned> find_other_major(const boost::dll::shared_library& code) {
  for (unsigned major = 0; major < 10; ++major) {
    if (major != CALLOUT_ABI_MAJOR && code.has("callout_plugin_entry_v" + std::to_string(major))) {
      return major;
    }
  }
  return std::nullopt;
}

/// The file that a function's code comes from.
FileIdentity defining_file(callout_entry_fn function) {
  Dl_info info{};
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): dladdr takes a function's address as void*
  const bool is_known = dladdr(reinterpret_cast<const void*>(function), &info) != 0;
  return is_known && info.dli_fname != nullptr ? identity_at(info.dli_fname) : FileIdentity{};
}

std::string joined(const std::vector<std::string>& messages) {
  std::string text;
  for (const std::string& message : messages) {
    text.append(text.empty() ? "" : "; ").append(message);
  }
  return text;
}

std::string_view text_of(callout_str text) {
  return text.len == 0 ? std::string_view() : std::string_view(text.ptr, text.len);
}

} // namespace

Result<std::shared_ptr<PluginLibrary>> PluginLibrary::load(const fs::path& file, const LogChannel& log) {
  const auto trusted = open_trusted(file, trusted_owners());
  if (!trusted) {
    return trusted.error();
  }
  auto [running, claim] = FileClaim::find_or_claim(trusted->identity());
  if (running) {
    running->host_.add_listener(log);
    return running;
  }
  auto library = load_file(std::move(claim), file, *trusted, log);
  if (library) {
    (*library)->claim_->share(*library);
  }
  return library;
}

Result<std::shared_ptr<PluginLibrary>> PluginLibrary::load_file(std::unique_ptr<FileClaim> claim,
                                                                const fs::path& file,
                                                                const TrustedFile& trusted,
                                                                const LogChannel& log) {
  boost::dll::shared_library code;
  try {
    code.load(trusted.path(), load_mode());
  } catch (const std::exception& error) {
    return refusal(file,
                   "cannot be loaded: " + loader_message(error.what()),
                   "Is it a shared library for this machine?");
  }
  const std::shared_ptr<PluginLibrary> library(new PluginLibrary(
      std::move(claim), trusted.path(), plugin_name(file).value_or(file.stem().string()), std::move(code)));
  const auto entry = library->find_entry(trusted.identity());
  if (!entry) {
    return entry.error();
  }
  if (const auto started = library->start(*entry, log); !started) {
    return started.error();
  }
  return library;
}

PluginLibrary::PluginLibrary(std::unique_ptr<FileClaim> claim,
                             fs::path file,
                             std::string name,
                             boost::dll::shared_library code)
    : claim_(std::move(claim)),
      file_(std::move(file)),
      name_(std::move(name)),
      code_(std::move(code)),
      host_(name_) {}

PluginLibrary::~PluginLibrary() {
  if (table_ != nullptr && table_->shutdown != nullptr) {
    table_->shutdown(table_);
  }
}

Result<callout_entry_fn> PluginLibrary::find_entry(FileIdentity identity) const {
  if (!code_.has(CALLOUT_ENTRY_SYMBOL)) {
    if (const auto major = find_other_major(code_)) {
      return refusal(file_,
                     "is built for ABI " + std::to_string(*major) + ", this host speaks ABI " +
                         std::to_string(CALLOUT_ABI_MAJOR),
                     "Install the plugin's version for this host, or a newer host.");
    }
    return refusal(file_,
                   "exports no " CALLOUT_ENTRY_SYMBOL ": it is a library, but no plugin",
                   "Only plugins belong into a plugins folder under the name callout-<name>.");
  }
  const callout_entry_fn entry = &code_.get<const callout_plugin*(const callout_host*)>(CALLOUT_ENTRY_SYMBOL);
  if (defining_file(entry) != identity) {
    return refusal(
        file_,
        "does not define " CALLOUT_ENTRY_SYMBOL
        " itself: a library it depends on does, or the file was replaced while it was loaded",
        "Load it again; if that does not help, it is a fault of the plugin: report it to its author.");
  }
  return entry;
}

Result<void> PluginLibrary::start(callout_entry_fn entry, const LogChannel& log) {
  host_.add_listener(log);
  host_.begin_capture();
  const callout_plugin* const table = entry(host_.get());
  const std::string said = joined(host_.end_capture());
  if (table == nullptr) {
    return refusal(file_, "refuses to load: " + (said.empty() ? std::string("it does not say why") : said));
  }
  if (const TableFault fault = fault_of(*table); !fault.text.empty()) {
    return refusal(file_, fault.text, fault.hint);
  }
  table_ = table;
  if ((table->flags & CALLOUT_PLUGIN_ISOLATE) != 0) {
    write_log(log,
              LogLevel::warn,
              "host",
              name() + " asks for a process of its own, which this host does not offer; it runs in this one");
  }
  return {};
}

std::string_view PluginLibrary::id() const {
  return text_of(table_->id);
}

std::string_view PluginLibrary::version() const {
  return text_of(table_->version);
}

std::string_view PluginLibrary::build() const {
  return text_of(table_->build);
}

Result<std::string> PluginLibrary::describe(std::string_view topic, const LogChannel& log) const {
  const auto call = OpenCall::open({.action = std::string(topic)}, {.log = log});
  auto outcome = call->run(
      [this](OpenCall& open) {
        const std::string& text = open.data().action;
        return table_->describe(table_, open.handle(), {text.data(), text.size()});
      },
      {});
  return result_of(std::move(outcome), {}, "describe of plugin " + name());
}

} // namespace callout::host
