#include "workflow/expression/jq_program.hpp"

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <new>
#include <string_view>
#include <system_error>

#include <unistd.h>

namespace callout::host::workflow {
namespace {

/// While this lives, getenv("HOME") finds nothing, if there is a $HOME/.jq: libjq 1.6 reads that file into
/// every program. The entry's pointer is exchanged, since unsetenv() moves entries that other threads may
/// read.
class HomeHidden {
public:
  HomeHidden() : lock_(mutex()) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing in this program changes the environment
    const char* const home = std::getenv("HOME");
    std::error_code error;
    if (home == nullptr || !std::filesystem::exists(std::filesystem::path(home) / ".jq", error)) {
      return;
    }
    for (char** entry = environ; *entry != nullptr; ++entry) {
      if (std::string_view(*entry).starts_with("HOME=")) {
        entry_ = entry;
        hidden_ = std::exchange(*entry, placeholder());
        return;
      }
    }
  }

  HomeHidden(const HomeHidden&) = delete;
  HomeHidden& operator=(const HomeHidden&) = delete;

  ~HomeHidden() {
    if (entry_ != nullptr && *entry_ == placeholder()) {
      *entry_ = hidden_;
    }
  }

private:
  static std::mutex& mutex() {
    static std::mutex instance;
    return instance;
  }

  static char* placeholder() {
    static std::string text = "CALLOUT_HOME_HIDDEN=1";
    return text.data();
  }

  std::lock_guard<std::mutex> lock_;
  char** entry_ = nullptr;
  char* hidden_ = nullptr;
};

/// An import that libjq cannot find, without looking anywhere, after the text was parsed and before the
/// built-ins are bound.
constexpr std::string_view stop_after_parsing = "import \"callout_none\" as callout_none {search: []}; ";
constexpr std::string_view stopped = "module not found: callout_none";

void remove(std::string& text, std::string_view part) {
  if (const std::size_t at = text.find(part); at != std::string::npos) {
    text.erase(at, part.size());
  }
}

/// "... at <top-level>, line 3:" and the text behind it.
struct MessagePlace {
  std::size_t begin = std::string_view::npos;
  std::size_t line = 0;
  std::size_t rest = 0;
};

MessagePlace place_in(std::string_view message) {
  constexpr std::string_view mark = " at <top-level>, line ";
  MessagePlace place{.begin = message.find(mark)};
  if (place.begin == std::string_view::npos) {
    return place;
  }
  const char* const digits = message.data() + place.begin + mark.size();
  const auto [end, error] = std::from_chars(digits, message.data() + message.size(), place.line);
  place.line -= place.line > 0 ? 1 : 0;
  place.rest = static_cast<std::size_t>(end - message.data()) + 2; // ":\n"
  return place;
}

std::size_t line_length(std::string_view text, std::size_t line) {
  for (std::size_t i = 0; i < line; ++i) {
    const std::size_t end = text.find('\n');
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return std::min(text.find('\n'), text.size());
}

} // namespace

JqProgram::JqProgram() : state_(jq_init()) {
  if (!state_) {
    throw std::bad_alloc();
  }
  jq_set_error_cb(state_.get(), &JqProgram::on_message, this);
  // jq_init() of 1.6 leaves these as they come.
  jq_set_input_cb(state_.get(), nullptr, nullptr);
  jq_set_debug_cb(state_.get(), nullptr, nullptr);
  jq_set_nomem_handler(state_.get(), nullptr, nullptr);
  jq_set_attr(state_.get(), jv_string("JQ_LIBRARY_PATH"), jv_array());
}

bool JqProgram::compile(const std::string& text) {
  const HomeHidden hidden;
  messages_.clear();
  text_ = text;
  return jq_compile(state_.get(), text_.c_str()) != 0;
}

bool JqProgram::parses(const std::string& text) {
  messages_.clear();
  text_ = std::string(stop_after_parsing) + text;
  jq_compile(state_.get(), text_.c_str());
  if (messages_.size() == 1 && messages_.front().text == stopped) {
    messages_.clear();
    return true;
  }
  for (JqMessage& message : messages_) {
    if (message.has_place && message.line == 0 && message.column >= stop_after_parsing.size()) {
      message.column -= stop_after_parsing.size();
    }
  }
  return false;
}

void JqProgram::on_message(void* self, jv message) {
  const Value text(message);
  static_cast<JqProgram*>(self)->add_message(text.text());
}

void JqProgram::add_message(std::string_view message) {
  if (message.starts_with("jq: ") && message.find(" compile error") != std::string_view::npos) {
    return; // only counts the others
  }
  const MessagePlace place = place_in(message);
  JqMessage result{.text = std::string(message.substr(0, place.begin))};
  remove(result.text, "jq: error: ");
  remove(result.text, " (Unix shell quoting issues?)");
  while (!result.text.empty() && result.text.back() == '\n') {
    result.text.pop_back();
  }
  if (place.begin != std::string_view::npos) {
    result.has_place = true;
    result.line = place.line;
    // libjq prints the line and then as many spaces as the column.
    const std::size_t printed = message.size() - std::min(place.rest, message.size());
    const std::size_t length = line_length(text_, place.line);
    result.column = printed > length ? printed - length : 0;
  }
  messages_.push_back(std::move(result));
}

} // namespace callout::host::workflow
