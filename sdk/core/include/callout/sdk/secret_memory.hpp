#pragma once

/// Memory that is overwritten before it is given back, for what must not stay behind.

#include <array>
#include <cstddef>
#include <cstring>
#include <new>

#include <boost/json/memory_resource.hpp>
#include <boost/json/storage_ptr.hpp>

namespace callout::sdk {

/// For JSON that holds a secret.
class WipingResource final : public boost::json::memory_resource {
private:
  // Boost.JSON 1.81 gives some memory back with another alignment than it asked for, never with one above
  // that of every operator new.
  void* do_allocate(std::size_t size, std::size_t /*alignment*/) override { return ::operator new(size); }

  void do_deallocate(void* memory, std::size_t size, std::size_t /*alignment*/) override {
    explicit_bzero(memory, size);
    ::operator delete(memory);
  }

  [[nodiscard]] bool do_is_equal(const boost::json::memory_resource& other) const noexcept override {
    return this == &other;
  }
};

/// The one WipingResource of this binary, never destroyed: a thread may give memory back while the process
/// ends. Thread-safe.
inline boost::json::storage_ptr wiping_storage() {
  static auto& resource = *new WipingResource; // NOLINT(cppcoreguidelines-owning-memory): see above
  return &resource;
}

/// A buffer that is wiped when it dies.
template <std::size_t size>
struct WipingBuffer {
  std::array<char, size> bytes; // NOLINT(*-member-init): written before it is read

  WipingBuffer() = default; // NOLINT(*-member-init): see above
  WipingBuffer(const WipingBuffer&) = delete;
  WipingBuffer& operator=(const WipingBuffer&) = delete;

  ~WipingBuffer() { explicit_bzero(bytes.data(), size); }
};

} // namespace callout::sdk
