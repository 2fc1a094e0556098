#pragma once

/// Who is on call, put in order. Pure.

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace callout::pagerduty::curated {

/// People by escalation level, each once a level: {"id", "name", "url", "schedules": [{"id", "name"}],
/// "until"}. "until" is null for somebody who stays.
class Roster {
public:
  /// `reference` is a user as PagerDuty refers to one, `schedule` may be null. Who is there already gets
  /// another schedule, and the later end.
  void add(std::int64_t level,
           const boost::json::object& reference,
           const boost::json::object* schedule,
           const boost::json::value& until);

  /// An entry of the answer to listOnCalls. What is no entry is passed over.
  void add_on_call(const boost::json::value& on_call);

  [[nodiscard]] bool empty() const { return levels_.empty(); }

  /// [{"level", "users": [...]}] from the lowest on.
  [[nodiscard]] boost::json::array levels() const;

  /// Everybody once, those of the lowest level first.
  [[nodiscard]] boost::json::array users() const;

private:
  std::map<std::int64_t, std::vector<boost::json::object>> levels_;
};

} // namespace callout::pagerduty::curated
