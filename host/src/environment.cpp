#include "environment.hpp"

#include <cstdlib>
#include <cstring>
#include <utility>

#include <strings.h> // explicit_bzero

#if defined(__linux__)
#include <sys/auxv.h>
#else
#include <unistd.h>
#endif

namespace callout::host {

std::optional<std::string> environment_variable(const std::string& name) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing in the host changes the environment
  const char* const value = std::getenv(name.c_str());
  return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
}

std::optional<Secret> take_environment_variable(const std::string& name) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): the caller sees to that
  char* const value = std::getenv(name.c_str());
  if (value == nullptr) {
    return std::nullopt;
  }
  std::optional<Secret> secret(std::in_place, std::string_view(value));
  explicit_bzero(value, std::strlen(value));
  ::unsetenv(name.c_str()); // NOLINT(concurrency-mt-unsafe): as above
  return secret;
}

bool has_elevated_privileges() {
#if defined(__linux__)
  return getauxval(AT_SECURE) != 0;
#else
  return issetugid() != 0;
#endif
}

} // namespace callout::host
