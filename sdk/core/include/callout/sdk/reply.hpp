#pragma once

/// The answer to a call: a result or a problem.

#include <chrono>
#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/json/serialize.hpp>
#include <boost/json/serializer.hpp>
#include <boost/json/value.hpp>
#include <callout/sdk/problem.hpp>
#include <callout/sdk/secret_memory.hpp>

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

  Reply(const Session& session) : json_(serialize_secret(to_json(session))), secret_(true) {}

  // NOLINTEND(google-explicit-constructor)

  Reply(const Reply&) = default;
  Reply& operator=(const Reply&) = default;
  Reply(Reply&&) noexcept = default;
  Reply& operator=(Reply&&) noexcept = default;

  ~Reply() {
    if (secret_) {
      explicit_bzero(json_.data(), json_.size());
    }
  }

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

  /// JSON text that lies nowhere but in what it returns: measured first, then written into place.
  static std::string serialize_secret(const boost::json::value& secret) {
    boost::json::serializer serializer;
    std::size_t size = 0;
    {
      WipingBuffer<512> piece; // NOLINT(*-member-init): see there
      for (serializer.reset(&secret); !serializer.done();) {
        size += serializer.read(piece.bytes.data(), piece.bytes.size()).size();
      }
    }
    std::string text(size, '\0');
    serializer.reset(&secret);
    serializer.read(text.data(), text.size());
    return text;
  }

  static boost::json::value to_json(const Session& session) {
    boost::json::object answer(wiping_storage());
    answer["session"] = session.session;
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
  bool secret_ = false;
};

} // namespace callout::sdk
