#pragma once

/// What a curated action calls PagerDuty through.

#include <cstddef>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <callout/rest/result.hpp>
#include <callout/sdk/problem.hpp>
#include <callout/sdk/reply.hpp>
#include <callout/sdk/request.hpp>

#include "call_policy.hpp"
#include "config.hpp"

namespace callout::pagerduty {
class Connector;
} // namespace callout::pagerduty

namespace callout::pagerduty::curated {

/// One call of a curated action. Used by its thread alone; lives as long as the call.
class Api {
public:
  Api(Connector& connector, const sdk::Request& request) : connector_(connector), request_(request) {}

  /// Runs an operation of the catalog, by the path that its own action takes: checked, sent with the
  /// connection's credential, within the call's limit. Where the operation takes `from` and `input` has none,
  /// the action's own `from` is used. The answer is PagerDuty's body, or a problem that names the
  /// "operation". In a dry run an operation that writes is noted and ends as a problem with "dry_run": true.
  rest::Result<boost::json::value>
  call(std::string_view operation_id, const boost::json::object& input, Repeat repeat = Repeat::when_safe);

  /// What the answer of an operation that reads holds under `member`, an object: CALLOUT_E_UNAVAILABLE when
  /// it does not, since then it is not PagerDuty's and says nothing about the account.
  rest::Result<boost::json::object>
  read(std::string_view operation_id, const boost::json::object& input, std::string_view member);

  /// The items of a list operation that pages, each once, in PagerDuty's order, at most `most`.
  rest::Result<boost::json::array>
  list(std::string_view operation_id, boost::json::object input, std::size_t most = 10'000);

  /// A problem with an input member: CALLOUT_E_INVALID_ARGUMENT, "pagerduty.<action>: <pointer> <why>".
  [[nodiscard]] sdk::Problem
  refuse(std::string_view pointer, std::string_view why, std::string_view hint = {}) const;

  /// "pagerduty.<action>", for texts.
  [[nodiscard]] std::string name() const { return "pagerduty." + std::string(request_.action()); }

  /// Login address of the user in whose name the action acts: its input's, else the connection's; or empty.
  [[nodiscard]] std::string from() const;

  [[nodiscard]] const Config& config() const;

  [[nodiscard]] const sdk::Request& request() const { return request_; }

  /// What a dry run answers in place of the handler's `reply`: the requests that were noted, or, with none of
  /// them, the result of the reads. A problem stays when nothing was noted.
  sdk::Reply finish(const sdk::Reply& reply);

private:
  rest::Result<boost::json::value>
  perform(std::string_view operation_id, const boost::json::object& input, Repeat repeat);

  Connector& connector_;
  const sdk::Request& request_;
  boost::json::array shown_; ///< the requests that a dry run did not send
};

/// The answer or the problem, as an action's own answer.
sdk::Reply to_reply(const rest::Result<boost::json::value>& answer);

} // namespace callout::pagerduty::curated
