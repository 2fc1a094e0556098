#include "sandbox/token_store.hpp"

#include "sandbox/credential_text.hpp"

namespace callout::sandbox {

std::string TokenStore::issue(Grant grant) {
  std::string token = "sandbox_" + random_hex(24);
  grants_.emplace(token, std::move(grant));
  return token;
}

std::optional<Grant> TokenStore::find(std::string_view token, TimePoint now) const {
  const auto found = grants_.find(token);
  if (found == grants_.end() || found->second.expires_at <= now) {
    return std::nullopt;
  }
  return found->second;
}

std::size_t TokenStore::revoke_all() {
  const std::size_t count = grants_.size();
  grants_.clear();
  return count;
}

std::size_t TokenStore::size() const {
  return grants_.size();
}

} // namespace callout::sandbox
