#pragma once

/// The answer to a call: a result or a problem.

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <callout/sdk/problem.hpp>

namespace callout::sdk {

/// What authenticate yields. `session` is any JSON; the host keeps it as a secret and hands it to every
/// action. Without `expires_in` it is used until an action answers CALLOUT_E_UNAUTHENTICATED.
struct Session {
  boost::json::value session = {};
  std::optional<std::chrono::milliseconds> expires_in = {};
  std::string label = {}; ///< who the session speaks for, for people; may be empty
  std::vector<std::string> granted_scopes = {};
  std::vector<std::string> missing_scopes = {}; ///< asked for, but not granted
};

/// Holds JSON as text, since text is what crosses to the host.
class Reply {
public:
  // NOLINTBEGIN(google-explicit-constructor): a handler returns its result, a problem or a session as it is
  Reply(const boost::json::value& result) : json_(boost::json::serialize(result)) {}

  Reply(const Problem& problem)
      : status_(problem.status < 0 ? problem.status : CALLOUT_E_INTERNAL),
        json_(boost::json::serialize(problem.members)) {}

  Reply(const Session& session) : json_(boost::json::serialize(to_json(session))) {}

  // NOLINTEND(google-explicit-constructor)

  /// A result that is JSON text already: passed on as it is, so that numbers keep their digits.
  static Reply from_json_text(std::string json) {
    Reply reply;
    reply.json_ = std::move(json);
    return reply;
  }

  [[nodiscard]] callout_status status() const { return status_; }

  /// The result, or the problem object.
  [[nodiscard]] const std::string& json() const { return json_; }

private:
  Reply() = default;

  static boost::json::object to_json(const Session& session) {
    boost::json::object answer{{"session", session.session}};
    if (session.expires_in) {
      answer["expires_in_ms"] = session.expires_in->count();
    }
    if (!session.label.empty()) {
      answer["identity"] = {{"label", session.label}};
    }
    if (!session.granted_scopes.empty() || !session.missing_scopes.empty()) {
      answer["scopes"] = {
          {"granted", boost::json::array(session.granted_scopes.begin(), session.granted_scopes.end())},
          {"missing", boost::json::array(session.missing_scopes.begin(), session.missing_scopes.end())}};
    }
    return answer;
  }

  callout_status status_ = CALLOUT_OK;
  std::string json_;
};

} // namespace callout::sdk
