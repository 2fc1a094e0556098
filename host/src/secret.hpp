#pragma once

/// Text that must not stay behind in memory.

#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "secret_memory.hpp"

namespace callout::host {

/// Owns text in memory for secrets, which is overwritten when it goes. Move-only. Not thread-safe to modify,
/// safe to read.
class Secret {
public:
  Secret() = default;
  explicit Secret(std::string_view text);
  /// Takes the text over and overwrites it where it was.
  static Secret take(std::string&& text);
  /// The value as JSON text, which lies nowhere else.
  static Secret of_json(const boost::json::value& value);
  Secret(Secret&&) noexcept = default;
  Secret& operator=(Secret&& other) noexcept = default;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() = default;

  [[nodiscard]] std::string_view view() const { return {text_.data(), text_.size()}; }

private:
  // A vector has no short buffer inside, so that moving it leaves no copy behind.
  std::pmr::vector<char> text_{&secret_memory()};
};

/// Overwrites the whole buffer of `text`, also what lies behind its end.
void cleanse(std::string& text) noexcept;

} // namespace callout::host
