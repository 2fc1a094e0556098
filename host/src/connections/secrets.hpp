#pragma once

/// From a connection's credentials as written to those that its plugin gets.

#include <string>

#include <callout/host/failure.hpp>

#include "connection_file.hpp"
#include "redactor.hpp"

namespace callout::host {

/// JSON text that is wiped when it dies.
class SecretText {
public:
  SecretText() = default;

  explicit SecretText(std::string text) : text_(std::move(text)) {}

  SecretText(SecretText&& other) noexcept : text_(std::move(other.text_)) {}

  SecretText& operator=(SecretText&& other) noexcept;
  SecretText(const SecretText&) = delete;
  SecretText& operator=(const SecretText&) = delete;
  ~SecretText();

  [[nodiscard]] std::string_view view() const { return text_; }

private:
  std::string text_;
};

/// Reads the variables and files that the credentials name and tells the redactor every secret. A file must
/// not be readable by group or others; its trailing line end is not part of the secret.
/// CALLOUT_E_INVALID_ARGUMENT names connection, member and source, never a value.
Result<SecretText> resolve_credentials(const ConnectionDefinition& connection, Redactor& redactor);

/// Members that hold a secret in plain sight.
std::vector<std::string> plain_secrets(const ConnectionDefinition& connection);

} // namespace callout::host
