#include "secret.hpp"

#include <cstring>
#include <utility>

#include <strings.h> // explicit_bzero

namespace callout::host {

Secret::Secret(std::string_view text) : text_(text.begin(), text.end()) {}

Secret Secret::take(std::string&& text) {
  Secret secret{std::string_view(text)};
  host::cleanse(text);
  return secret;
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    cleanse();
    text_ = std::move(other.text_);
  }
  return *this;
}

Secret::~Secret() {
  cleanse();
}

void Secret::cleanse() noexcept {
  if (!text_.empty()) {
    explicit_bzero(text_.data(), text_.size());
  }
}

void cleanse(std::string& text) noexcept {
  text.resize(text.capacity());
  explicit_bzero(text.data(), text.size());
  text.clear();
}

} // namespace callout::host
