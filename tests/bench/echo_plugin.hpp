#pragma once

#include <string>

#include <boost/json/object.hpp>
#include <callout/sdk/reply.hpp>
#include <callout/sdk/request.hpp>

namespace callout::bench {

struct Echo {
  explicit Echo(const boost::json::object& /*config*/) {}

  /// Through JSON values.
  [[nodiscard]] sdk::Reply echo(const sdk::Request& request) const {
    return boost::json::value(request.input());
  }

  /// 2 kB that are text already.
  [[nodiscard]] sdk::Reply text(const sdk::Request& /*request*/) const {
    return sdk::Reply::from_json_text(two_kilobytes);
  }

  std::string two_kilobytes = R"({"text":")" + std::string(2000, 'x') + R"("})";
};

} // namespace callout::bench
