#include <algorithm>

#include <callout/rest/http.hpp>
#include <openssl/crypto.h>

#include "ascii_case.hpp"

namespace callout::rest {

Header::~Header() {
  OPENSSL_cleanse(value.data(), value.size());
}

std::string_view find_header(const std::vector<Header>& headers, std::string_view name) {
  const auto found = std::find_if(headers.begin(), headers.end(), [name](const Header& header) {
    return equal_ignoring_case(header.name, name);
  });
  return found != headers.end() ? std::string_view(found->value) : std::string_view();
}

bool is_safe(Method method) {
  return method == Method::get || method == Method::head;
}

bool is_idempotent(Method method) {
  return method != Method::post && method != Method::patch;
}

} // namespace callout::rest
