#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace callout::sandbox {

/// Random bytes as lower-case hexadecimal digits, two for each byte. Throws std::runtime_error without
/// entropy.
std::string random_hex(std::size_t bytes);

/// Compares secrets in a time that does not depend on where they differ.
bool same_secret(std::string_view left, std::string_view right);

/// User name and password of an `Authorization: Basic` header (RFC 7617); nullopt when it is another scheme
/// or malformed.
struct BasicCredential {
  std::string user;
  std::string password;
};

std::optional<BasicCredential> parse_basic(std::string_view authorization);

/// The words of a space separated scope.
std::set<std::string, std::less<>> split_scope(std::string_view scope);

} // namespace callout::sandbox
