#pragma once

/// A libjq interpreter with a program: RAII over jq_state, its compiler's messages collected.

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "workflow/value.hpp"

extern "C" {
#include <jq.h>
}

namespace callout::host::workflow {

/// One complaint of the compiler. Lines and columns count from 0, in the program text.
struct JqMessage {
  std::string text;
  std::size_t line = 0;
  std::size_t column = 0;
  bool has_place = false;
};

struct JqStateDeleter {
  void operator()(jq_state* state) const noexcept { jq_teardown(&state); }
};

/// Used by one thread at a time.
class JqProgram {
public:
  JqProgram();

  /// True when the program is ready to run. $HOME/.jq is never read, no module can be imported.
  bool compile(const std::string& text);
  /// True when the text is one complete jq expression; nothing is bound or run, so it takes microseconds.
  bool parses(const std::string& text);

  /// What the last compile() or parses() complained about.
  [[nodiscard]] const std::vector<JqMessage>& messages() const { return messages_; }

  [[nodiscard]] jq_state* state() const { return state_.get(); }

private:
  static void on_message(void* self, jv message);
  void add_message(std::string_view message);

  std::unique_ptr<jq_state, JqStateDeleter> state_;
  std::string text_;
  std::vector<JqMessage> messages_;
};

} // namespace callout::host::workflow
