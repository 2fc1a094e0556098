#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace callout::rest {

/// Overwrites the text, also what it held before it became shorter.
void wipe(std::string& text);

/// Wipes a text at the end of a scope.
class WipeAtEnd {
public:
  explicit WipeAtEnd(std::string& text) : text_(text) {}

  ~WipeAtEnd() { wipe(text_); }

  WipeAtEnd(const WipeAtEnd&) = delete;
  WipeAtEnd& operator=(const WipeAtEnd&) = delete;

private:
  std::string& text_;
};

/// Base64 of `text` (RFC 4648, 4).
std::string encode_base64(std::string_view text);

} // namespace callout::rest
