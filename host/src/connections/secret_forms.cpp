#include "secret_forms.hpp"

#include <array>
#include <string>
#include <utility>

#include <boost/archive/iterators/base64_from_binary.hpp>
#include <boost/archive/iterators/transform_width.hpp>

namespace callout::host {
namespace {

constexpr std::string_view unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

} // namespace

// Buffers are reserved for all that comes: one that grows leaves a copy behind.

Secret basic_credential(std::string_view username, std::string_view password) {
  using Sextets = boost::archive::iterators::transform_width<const char*, 6, 8>;
  using Letters = boost::archive::iterators::base64_from_binary<Sextets>;
  std::string plain;
  plain.reserve(username.size() + 1 + password.size());
  plain.append(username).append(":").append(password);
  const Secret pair = Secret::take(std::move(plain));
  const std::string_view bytes = pair.view();
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  const Letters end(bytes.data() + bytes.size());
  for (Letters letter(bytes.data()); letter != end; ++letter) {
    text.push_back(*letter);
  }
  text.append((3 - bytes.size() % 3) % 3, '=');
  return Secret::take(std::move(text));
}

Secret form_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string form;
  form.reserve(3 * text.size());
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if (unreserved.find(letter) != std::string_view::npos) {
      form.push_back(letter);
    } else if (letter == ' ') {
      form.push_back('+');
    } else {
      form.append({'%', digits[byte >> 4U], digits[byte & 0xFU]});
    }
  }
  return Secret::take(std::move(form));
}

std::vector<Secret> escaped_forms(std::string_view text) {
  const Secret quoted = Secret::of_json(boost::json::value(text, secret_storage()));
  const std::string_view escaped = quoted.view().substr(1, quoted.view().size() - 2);
  std::string slashed;
  slashed.reserve(2 * escaped.size());
  for (const char letter : escaped) {
    slashed.append(letter == '/' ? "\\" : "").push_back(letter);
  }
  std::vector<Secret> forms;
  if (escaped != text) {
    forms.emplace_back(escaped);
  }
  if (slashed.size() != escaped.size()) {
    forms.emplace_back(slashed);
  }
  cleanse(slashed);
  return forms;
}

} // namespace callout::host
