#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <openssl/crypto.h>

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

/// Wipes what it gives back.
template <class T>
struct WipingAllocator {
  using value_type = T; // NOLINT(readability-identifier-naming): the standard's name

  WipingAllocator() = default;

  template <class U>
  WipingAllocator(const WipingAllocator<U>& /*other*/) {} // NOLINT(google-explicit-constructor): rebinding

  T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }

  void deallocate(T* memory, std::size_t count) {
    OPENSSL_cleanse(memory, count * sizeof(T));
    std::allocator<T>().deallocate(memory, count);
  }

  friend bool operator==(const WipingAllocator& /*a*/, const WipingAllocator& /*b*/) { return true; }
};

/// One text after the other, without leaving a copy of either behind.
std::string joined(std::string_view prefix, std::string_view secret);

/// Base64 of `text` (RFC 4648, 4).
std::string encode_base64(std::string_view text);

} // namespace callout::rest
