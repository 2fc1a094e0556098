#pragma once

/// The servers that judge requests by PagerDuty's documents, one per document.

#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <callout/rest/client.hpp>

#include "catalog.hpp"

namespace callout::pagerduty::test {

class Oracle {
public:
  /// Config of a connection to all servers.
  [[nodiscard]] static boost::json::object config();

  /// What a server says of the newest request it saw: {"operationId", "status", "viol", "extra", "url"}.
  boost::json::object last_request(Service service);

  /// How many requests all servers have seen since they were started or reset.
  int request_count();

  void reset();

private:
  boost::json::value control(int port, rest::Method method, std::string_view path);

  rest::HttpClient client_{rest::ClientOptions{}};
};

/// The operationId in its document: without the prefix that tells documents apart.
std::string_view documented_id(const rest::Operation& operation);

} // namespace callout::pagerduty::test
