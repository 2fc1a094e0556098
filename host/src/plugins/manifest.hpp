#pragma once

/// What a plugin says of itself (ABI.md, "Manifest"), as far as the host acts on it.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <callout/host/failure.hpp>

#include "log_channel.hpp"
#include "plugin_library.hpp"

namespace callout::host {

/// A cheap call that shows whether a connection works.
struct TestCall {
  std::string action;
  std::string input = "{}"; ///< JSON object
};

/// Reading takes long for a plugin with many actions: only calls that failed or ask for it pay for that.
class Manifest {
public:
  static Result<Manifest> read(const PluginLibrary& plugin, const LogChannel& log);

  [[nodiscard]] std::vector<std::string> action_names() const;
  [[nodiscard]] std::vector<std::string> authentication_kinds() const;
  /// "read", "write" or "destructive" for every action by name; empty where the plugin does not say.
  [[nodiscard]] std::map<std::string, std::string, std::less<>> risks() const;
  /// The plugin's first test call that is permitted and whose scopes are among `granted`. Without known
  /// scopes every call is worth a try.
  [[nodiscard]] std::optional<TestCall>
  test_call(const std::vector<std::string>& granted,
            const std::function<bool(std::string_view action)>& is_permitted) const;

private:
  explicit Manifest(boost::json::object members) : members_(std::move(members)) {}

  /// The texts under `key` in the objects of the member's array.
  [[nodiscard]] std::vector<std::string> texts(std::string_view member, std::string_view key) const;
  /// The objects in the member's array.
  [[nodiscard]] std::vector<const boost::json::object*> rows(std::string_view member) const;
  [[nodiscard]] bool is_granted(std::string_view action, const std::vector<std::string>& granted) const;

  boost::json::object members_;
};

/// A failure for an action that is not there gets the nearest names; others stay as they are.
Failure with_nearest_action(Failure failure,
                            const PluginLibrary& plugin,
                            std::string_view action,
                            const LogChannel& log);

} // namespace callout::host
