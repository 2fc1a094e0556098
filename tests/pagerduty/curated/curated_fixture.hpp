#pragma once

/// A connection to a sandbox in the name of a user, and what tests ask it.

#include <string>
#include <string_view>

#include "plugin_fixture.hpp"

namespace callout::pagerduty::test {

class CuratedFixture : public PluginFixture {
public:
  explicit CuratedFixture(sandbox::Options options = {}) : PluginFixture(std::move(options)) {}

  InstanceUnderTest connect_as_user() { return connect(with(config(), {{"from", ready("from")}})); }
};

/// The answer of an action that must succeed.
json::value done(InstanceUnderTest& instance, std::string_view action, const json::object& input);

/// How often the sandbox has made a change of this kind: "incident.open".
std::int64_t effects(InstanceUnderTest& instance, std::string_view kind);

/// How many requests it had for a method and path: "PUT /incidents".
std::int64_t requests(InstanceUnderTest& instance, std::string_view request);

std::string status_of(InstanceUnderTest& instance, std::string_view incident);

} // namespace callout::pagerduty::test
