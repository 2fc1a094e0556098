#include "secret_memory.hpp"

#include <mutex>
#include <new>

#include <boost/json/memory_resource.hpp>
#include <strings.h> // explicit_bzero
#include <sys/mman.h>
#include <unistd.h>

namespace callout::host {
namespace {

/// Whole pages from the system.
class SecretPages final : public std::pmr::memory_resource {
  static std::size_t whole_pages(std::size_t size) {
    static const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    return (size + page - 1) / page * page;
  }

  void* do_allocate(std::size_t size, std::size_t /*alignment*/) override {
    const std::size_t length = whole_pages(size);
    void* const memory = ::mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) { // NOLINT(cppcoreguidelines-pro-type-cstyle-cast): the macro's
      throw std::bad_alloc();
    }
    // Both are a second line of defence: a system that refuses them is no reason to refuse the call.
#if defined(MADV_DONTDUMP)
    ::madvise(memory, length, MADV_DONTDUMP);
#endif
    ::mlock(memory, length);
    return memory;
  }

  void do_deallocate(void* memory, std::size_t size, std::size_t /*alignment*/) override {
    ::munmap(memory, whole_pages(size));
  }

  [[nodiscard]] bool do_is_equal(const memory_resource& other) const noexcept override {
    return this == &other;
  }
};

class SecretPool final : public std::pmr::memory_resource {
  void* do_allocate(std::size_t size, std::size_t alignment) override {
    const std::lock_guard lock(mutex_);
    return pool_.allocate(size, alignment);
  }

  void do_deallocate(void* memory, std::size_t size, std::size_t alignment) override {
    explicit_bzero(memory, size);
    const std::lock_guard lock(mutex_);
    pool_.deallocate(memory, size, alignment);
  }

  [[nodiscard]] bool do_is_equal(const memory_resource& other) const noexcept override {
    return this == &other;
  }

  std::mutex mutex_;
  SecretPages pages_;
  std::pmr::unsynchronized_pool_resource pool_{&pages_};
};

/// Boost.JSON's own interface to it.
class SecretTrees final : public boost::json::memory_resource {
  void* do_allocate(std::size_t size, std::size_t alignment) override {
    return secret_memory().allocate(size, alignment);
  }

  void do_deallocate(void* memory, std::size_t size, std::size_t alignment) override {
    secret_memory().deallocate(memory, size, alignment);
  }

  [[nodiscard]] bool do_is_equal(const memory_resource& other) const noexcept override {
    return this == &other;
  }
};

} // namespace

std::pmr::memory_resource& secret_memory() {
  // Never destroyed: calls that were given up hold secrets until the process ends.
  static SecretPool& pool = *new SecretPool; // NOLINT(cppcoreguidelines-owning-memory): see above
  return pool;
}

boost::json::storage_ptr secret_storage() {
  static SecretTrees& trees = *new SecretTrees; // NOLINT(cppcoreguidelines-owning-memory): as above
  return &trees;
}

} // namespace callout::host
