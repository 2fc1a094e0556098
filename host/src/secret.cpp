#include "secret.hpp"

#include <array>

#include <boost/json/serializer.hpp>
#include <strings.h> // explicit_bzero

namespace callout::host {

Secret::Secret(std::string_view text) : text_(text.begin(), text.end(), &secret_memory()) {}

Secret Secret::take(std::string&& text) {
  Secret secret{std::string_view(text)};
  host::cleanse(text);
  return secret;
}

Secret Secret::of_json(const boost::json::value& value) {
  Secret secret;
  boost::json::serializer serializer;
  serializer.reset(&value);
  std::array<char, 512> buffer{};
  while (!serializer.done()) {
    const boost::json::string_view piece = serializer.read(buffer.data(), buffer.size());
    secret.text_.insert(secret.text_.end(), piece.begin(), piece.end());
  }
  explicit_bzero(buffer.data(), buffer.size());
  return secret;
}

void cleanse(std::string& text) noexcept {
  text.resize(text.capacity());
  explicit_bzero(text.data(), text.size());
  text.clear();
}

} // namespace callout::host
