#include <cstddef>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "plugins/version_order.hpp"

namespace callout::host {
namespace {

TEST_CASE("precedes: the order of semver.org, section 11") {
  const std::vector<std::string_view> ascending{"0.9.0",
                                                "1.0.0-alpha",
                                                "1.0.0-alpha.1",
                                                "1.0.0-alpha.beta",
                                                "1.0.0-beta",
                                                "1.0.0-beta.2",
                                                "1.0.0-beta.11",
                                                "1.0.0-rc.1",
                                                "1.0.0",
                                                "1.9.0",
                                                "1.10.0",
                                                "1.10.1",
                                                "2.0.0",
                                                "99999999999999999999.0.0",
                                                "100000000000000000000.0.0"};
  for (std::size_t left = 0; left < ascending.size(); ++left) {
    for (std::size_t right = 0; right < ascending.size(); ++right) {
      CAPTURE(ascending[left]);
      CAPTURE(ascending[right]);
      CHECK(precedes(*parse_version(ascending[left]), *parse_version(ascending[right])) == (left < right));
    }
  }
}

TEST_CASE("precedes: build metadata does not count") {
  const Version first = *parse_version("1.0.0+5.sha-1");
  const Version second = *parse_version("1.0.0+9");
  CHECK_FALSE(precedes(first, second));
  CHECK_FALSE(precedes(second, first));
}

TEST_CASE("parse_version: what is no version") {
  const std::vector<std::string_view> texts{"",
                                            "1",
                                            "1.0",
                                            "1.0.0.0",
                                            "v1.0.0",
                                            "1.0.x",
                                            "01.0.0",
                                            "1.0.0-",
                                            "1.0.0-a..b",
                                            "1.0.0-01",
                                            "1.0.0+",
                                            "1.0.0+a_b",
                                            "1.0.0 ",
                                            "-1.0.0",
                                            "1..0"};
  for (const std::string_view text : texts) {
    CAPTURE(text);
    CHECK_FALSE(parse_version(text).has_value());
  }
  CHECK(parse_version("1.0.0-0a.-.1+01.--").has_value());
}

} // namespace
} // namespace callout::host
