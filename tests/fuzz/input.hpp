#pragma once

/// What all fuzzers share. Inputs are text that a person can write: the first lines choose, the rest is fed.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace callout::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {static_cast<const char*>(static_cast<const void*>(data)), size};
}

/// Takes the first line off, without its line end.
inline std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

/// Takes the first word of a line off.
inline std::string_view take_word(std::string_view& line) {
  const std::size_t end = std::min(line.find(' '), line.size());
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(std::min(end + 1, line.size()));
  return word;
}

/// A choice among `count` that any text makes, so that mutations reach all of them.
inline std::size_t choose(std::string_view text, std::size_t count) {
  std::size_t sum = 0;
  for (const char letter : text) {
    sum = sum * 31 + static_cast<unsigned char>(letter);
  }
  return sum % count;
}

/// A property that must hold for every input. Unlike assert() it holds in every build.
inline void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

} // namespace callout::fuzz

// The name is libFuzzer's.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
