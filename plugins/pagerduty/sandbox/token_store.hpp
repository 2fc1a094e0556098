#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "sandbox/timestamps.hpp"

namespace callout::sandbox {

/// What an access token allows.
struct Grant {
  std::set<std::string, std::less<>> scopes; ///< without the account
  std::string account;                       ///< "us.sandbox"
  TimePoint expires_at;
};

/// The access tokens that were issued and are still good.
class TokenStore {
public:
  /// Issues a random token for the grant.
  std::string issue(Grant grant);

  /// The grant of a token, or nullopt when it is unknown, revoked or expired at `now`.
  [[nodiscard]] std::optional<Grant> find(std::string_view token, TimePoint now) const;

  /// Forgets every token and tells how many there were.
  std::size_t revoke_all();

  [[nodiscard]] std::size_t size() const;

private:
  std::map<std::string, Grant, std::less<>> grants_;
};

} // namespace callout::sandbox
