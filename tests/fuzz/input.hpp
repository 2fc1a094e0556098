#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace callout::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {static_cast<const char*>(static_cast<const void*>(data)), size};
}

/// A property that must hold for every input. Unlike assert() it holds in every build.
inline void require(bool holds) {
  if (!holds) {
    __builtin_trap();
  }
}

} // namespace callout::fuzz

// The name is libFuzzer's.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
