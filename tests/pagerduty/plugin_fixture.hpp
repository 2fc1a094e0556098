#pragma once

/// The PagerDuty plugin against a sandbox in the same process, over TLS.

#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <callout/sdk/plugin.hpp>
#include <callout/sdk/testing.hpp>

#include "sandbox/running_sandbox.hpp"

namespace callout::pagerduty::test {

namespace json = boost::json;
using sdk::testing::Answer;
using sdk::testing::InstanceUnderTest;

class PluginFixture {
public:
  explicit PluginFixture(sandbox::Options options = {}) : sandbox_(std::move(options)) {}

  /// Base URL, token URL and CA of the sandbox; requests are not repeated.
  [[nodiscard]] json::object config() const;

  /// Credentials of the sandbox's app that ask for `scope`; all that it may hold by default.
  [[nodiscard]] json::object credentials(std::string_view scope = {}) const;

  InstanceUnderTest create(const json::object& config) { return plugin_.create(json::serialize(config)); }

  /// An instance that holds a session for `scope`. Fails the test when it gets none.
  InstanceUnderTest connect(const json::object& config, std::string_view scope = {});

  InstanceUnderTest connect() { return connect(config()); }

  /// Orders a fault of the sandbox: {"path", "status", "body", ...}.
  void fault(const json::object& fault);

  /// What the sandbox saw of the newest request that `instance` made: method, target, headers.
  json::object last_request(InstanceUnderTest& instance);

  /// All that the plugin has logged so far, as one text.
  [[nodiscard]] std::string log_text() const;

  [[nodiscard]] std::string ready(std::string_view name) const {
    return std::string(sandbox_.ready().at(name).as_string());
  }

private:
  sandbox::RunningSandbox sandbox_;
  sdk::testing::PluginUnderTest plugin_{&callout_plugin_entry_v1};
};

/// A config object with further members, which replace those of the same name.
json::object with(json::object object, const json::object& members);

} // namespace callout::pagerduty::test
