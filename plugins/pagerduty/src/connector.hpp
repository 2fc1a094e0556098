#pragma once

/// A connection to one PagerDuty account.

#include <memory>
#include <mutex>
#include <optional>
#include <string_view>

#include <boost/json/object.hpp>
#include <callout/rest/client.hpp>
#include <callout/rest/http.hpp>
#include <callout/rest/operation.hpp>
#include <callout/rest/rest_call.hpp>
#include <callout/rest/result.hpp>
#include <callout/rest/single_flight.hpp>
#include <callout/sdk/reply.hpp>
#include <callout/sdk/request.hpp>

#include "config.hpp"

namespace callout::pagerduty {

/// Thread-safe once constructed: calls share the HTTP client and nothing that changes.
class Connector {
public:
  /// Throws sdk::ProblemException when the config is refused. Touches neither network nor files.
  explicit Connector(const boost::json::object& config);

  /// Kind oauth2_client_credentials.
  sdk::Reply authenticate_client(const sdk::Request& call);

  /// Kind api_token.
  sdk::Reply authenticate_by_token(const sdk::Request& call);

  /// An operation of the catalog, by the call's action. The result is PagerDuty's body as sent, or in a dry
  /// run of one that writes what dry_run_reply() says.
  sdk::Reply invoke(const sdk::Request& call);

  /// The same for any operation and input, on behalf of `call`: the one path to PagerDuty's operations, which
  /// the curated actions take too.
  sdk::Reply perform(const sdk::Request& call,
                     std::string_view operation_id,
                     const boost::json::object& input,
                     Repeat repeat = Repeat::when_safe);

  [[nodiscard]] const Config& config() const { return config_; }

  /// The action `request`. In a dry run by the host's flag its GETs are sent.
  sdk::Reply request(const sdk::Request& call);

private:
  /// Made by the first call, since only a call knows the host that User-Agent names.
  rest::HttpClient& client(const sdk::Request& call);

  /// What sending came to, and for which operation; null for the action `request`.
  struct Sent {
    rest::Delivery delivery;
    bool idempotent = false;
    const rest::Operation* operation = nullptr;
  };

  /// Builds an operation's request, with the session's headers where its service takes them.
  rest::Result<rest::HttpRequest>
  prepare(const sdk::Request& call, const rest::Operation& operation, const boost::json::object& input) const;

  /// What a dry run answers.
  sdk::Reply
  show(const sdk::Request& call, const rest::Operation& operation, const boost::json::object& input) const;

  /// Prepares and sends an operation's request.
  rest::Result<Sent> send(const sdk::Request& call,
                          const rest::Operation& operation,
                          const boost::json::object& input,
                          Repeat repeat);

  sdk::Reply
  list_pages(const sdk::Request& call, const rest::Operation& operation, const boost::json::object& input);

  rest::CallPolicy policy();

  /// Nullopt when it was answered with success.
  [[nodiscard]] std::optional<sdk::Problem> problem_of(const sdk::Request& call, const Sent& sent) const;

  sdk::Reply to_reply(const sdk::Request& call, Sent sent) const;

  Config config_;
  boost::json::object defaults_; ///< RequestSettings::defaults
  std::once_flag client_made_;
  std::unique_ptr<rest::HttpClient> client_;
  rest::SingleFlight reads_;
};

} // namespace callout::pagerduty
