#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "sandbox/message.hpp"
#include "sandbox/timestamps.hpp"

namespace callout::sandbox {

/// The requests that were served: the recent ones in full, all of them as counts. No credential is kept.
class RequestLog {
public:
  /// Notes a request and gives back its entry.
  const json::object& add(const Request& request, unsigned status, std::string_view request_id, TimePoint at);

  /// The newest `count` entries, oldest first.
  [[nodiscard]] json::array recent(std::size_t count) const;

  /// `{"GET /incidents": 3}`.
  [[nodiscard]] json::object counts() const;

  void clear();

private:
  std::deque<json::object> recent_;
  std::map<std::string, std::int64_t> counts_;
};

} // namespace callout::sandbox
