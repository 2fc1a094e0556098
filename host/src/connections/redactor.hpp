#pragma once

/// Knows every secret that the host handles and keeps it out of what leaves the host.

#include <cstdint>
#include <functional>
#include <map>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>
#include <callout/host/failure.hpp>
#include <callout/host/log.hpp>

#include "secret.hpp"

namespace callout::host {

/// Whether a member of that name holds a secret: "client_secret", "token", "password", "apiKey". A rule by
/// name, since asking the plugin's manifest would cost every start.
bool is_secret_name(std::string_view member);

/// Thread-safe. Remembers secrets for the life of the host, and of each connection the last 64 sessions: a
/// host that runs for months would become slower with every one.
class Redactor {
public:
  Redactor() = default;
  Redactor(const Redactor&) = delete;
  Redactor& operator=(const Redactor&) = delete;
  ~Redactor() = default;

  /// Values shorter than 4 bytes are not remembered: replacing them would mangle every text.
  void remember(std::string_view secret);
  /// What HTTP Basic makes of a user name and a password, or of a client's id and secret, when the object has
  /// both. The members themselves are not remembered.
  void remember_credentials(const boost::json::object& credentials);
  /// Every string of a session that is long enough to be a secret (6 bytes), but for members that by their
  /// name hold none (type, URL, scopes, label). Of "Bearer abc" also the last word, of user names and
  /// passwords also what remember_credentials() makes of them.
  void remember_session(std::string_view connection, const boost::json::value& session);

  [[nodiscard]] std::string redact(std::string_view text) const;
  [[nodiscard]] Failure redact(Failure failure) const;
  [[nodiscard]] LogRecord redact(LogRecord record) const;

private:
  /// Of which session a text is a part; of none, it is remembered for ever.
  struct Source {
    std::string connection = {};
    std::uint64_t session = 0; ///< counted from 1 for each connection
  };

  struct Known {
    Secret secret;
    Source source;
  };

  // With mutex_ held.
  void keep(std::string_view secret, const Source& source);
  void keep_form(std::string_view secret, const Source& source);
  void keep_pairs(const boost::json::object& members, const Source& source);
  void keep_strings(const boost::json::value& session, const Source& source);
  void keep_text(std::string_view text, const Source& source);
  void redact_value(boost::json::value& value) const;

  mutable std::shared_mutex mutex_;
  std::vector<Known> known_; // the longest first
  std::map<std::string, std::uint64_t, std::less<>> sessions_;
};

} // namespace callout::host
