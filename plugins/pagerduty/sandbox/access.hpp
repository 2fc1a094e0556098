#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/message.hpp"
#include "sandbox/options.hpp"
#include "sandbox/token_store.hpp"

namespace callout::sandbox {

/// Who sent a request.
struct Principal {
  enum class Kind { app, account_key, user_key };
  Kind kind = Kind::account_key;
  std::string name;                          ///< stable for one credential; never the credential itself
  std::string user_email;                    ///< of a user key only
  std::set<std::string, std::less<>> scopes; ///< of an app only
};

/// Finds out who sent a request: `Authorization: Bearer <token>` or `Authorization: Token token=<key>`.
///
/// 401 when the credential is missing, unknown, expired, revoked or of another region; 404 when its account
/// is another one.
Result<Principal>
authenticate(const Request& request, const Options& options, const TokenStore& tokens, TimePoint now);

/// 403 when the principal lacks `scope`. Keys hold every scope; an empty scope is open to all.
std::optional<Response> check_scope(const Principal& principal, std::string_view scope);

/// Counts requests a minute for each credential.
class RateLimiter {
public:
  explicit RateLimiter(unsigned limit) : limit_(limit) {}

  /// Where a credential stands after this request.
  struct Standing {
    unsigned limit = 0;
    unsigned remaining = 0;
    long reset_seconds = 0;
    bool exceeded = false;
  };

  Standing count(const std::string& credential, TimePoint now);
  void clear();

private:
  struct Window {
    TimePoint start;
    unsigned used = 0;
  };

  unsigned limit_;
  std::map<std::string, Window> windows_;
};

/// Adds `ratelimit-limit`, `ratelimit-remaining` and `ratelimit-reset`.
void add_rate_headers(Response& response, const RateLimiter::Standing& standing);

} // namespace callout::sandbox
