#pragma once

/// Text that must not stay behind in memory.

#include <string>
#include <string_view>
#include <vector>

namespace callout::host {

/// Owns text and overwrites it when it goes. Move-only. Not thread-safe to modify, safe to read.
class Secret {
public:
  Secret() = default;
  explicit Secret(std::string_view text);
  /// Takes the text over and overwrites it where it was.
  static Secret take(std::string&& text);
  Secret(Secret&&) noexcept = default;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  [[nodiscard]] std::string_view view() const { return {text_.data(), text_.size()}; }

private:
  void cleanse() noexcept;

  // A vector has no short buffer inside, so that moving it leaves no copy behind.
  std::vector<char> text_;
};

/// Overwrites the whole buffer of `text`, also what lies behind its end.
void cleanse(std::string& text) noexcept;

} // namespace callout::host
