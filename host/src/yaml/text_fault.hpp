#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "yaml/yaml_positions.hpp"

namespace callout::host {

/// Where a text cannot be YAML, and why.
struct TextFault {
  YamlPlace place;
  std::string_view reason;
};

/// The first byte that is not UTF-8, for which yaml-cpp would put U+FFFD without a word, or control character
/// that YAML does not allow (YAML 1.2.2, section 5.1); a null byte would have yaml-cpp read UTF-16 or UTF-32.
std::optional<TextFault> find_text_fault(std::string_view text);

/// The text, or what is ASCII of it when it is not UTF-8: yaml-cpp quotes bytes of characters.
std::string whole_text(std::string text);

/// The text, with each byte that is part of no UTF-8 character as the character of that number: yaml-cpp
/// writes the escapes \N and \_ as the bytes 0x85 and 0xA0.
std::string encode_stray_bytes(std::string_view text);

} // namespace callout::host
