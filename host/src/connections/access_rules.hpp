#pragma once

/// What a connection may be used for: its options `read_only`, `allow` and `deny`.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <callout/host/failure.hpp>

#include "yaml/yaml_positions.hpp"

namespace callout::host {

/// Shell patterns over names of actions (fnmatch(3)): "list*", "incident.*". `*` also matches dots.
struct PatternRule {
  std::vector<std::string> patterns;
  std::string place; ///< "callout.yaml:5:12", for errors

  /// The first pattern that fits, or nullptr.
  [[nodiscard]] const std::string* match(std::string_view action) const;
};

/// As written in the connection file. Without any option everything is permitted.
struct AccessRules {
  std::optional<std::string> read_only; ///< the place of `read_only: true`
  std::optional<PatternRule> allow;     ///< only what fits is permitted
  std::optional<PatternRule> deny;      ///< what fits is forbidden, also when it is allowed

  /// The options of a connection, whose members stand at `pointer`. Failures name file, line and column.
  static Result<AccessRules> read(const boost::json::object& connection,
                                  const std::string& pointer,
                                  const std::string& file,
                                  const YamlPositions& positions);

  /// Why allow or deny forbid the action, or nullopt. CALLOUT_E_PERMISSION_DENIED, with the option's place.
  [[nodiscard]] std::optional<Failure> refusal_by_name(std::string_view connection,
                                                       std::string_view action) const;
  /// Why read_only forbids an action of this risk: all but "read", also an empty one. Only when it is set.
  [[nodiscard]] std::optional<Failure>
  refusal_by_risk(std::string_view connection, std::string_view action, std::string_view risk) const;
};

} // namespace callout::host
