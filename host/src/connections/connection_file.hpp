#pragma once

/// The file of connections.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <callout/host/failure.hpp>

#include "access_rules.hpp"

namespace callout::host {

/// A connection as written. Secrets are not resolved: a member of `credentials` may be {"env": NAME} or
/// {"file": PATH}.
struct ConnectionDefinition {
  std::string name;
  std::string plugin;
  std::string description;
  boost::json::object config;
  std::string authentication; ///< kind; empty: none
  boost::json::object credentials;
  std::string test_action; ///< what test() calls instead of the plugin's choice, or empty
  boost::json::object test_input;
  AccessRules access;
  std::string place;            ///< "callout.yaml:3:3", for errors
  std::filesystem::path folder; ///< relative paths of secret files start here
};

/// Where the file is: the given one, CALLOUT_CONFIG, ./callout.yaml, the user's configuration folder. Nullopt
/// when there is none. A given or named file that is missing is a failure that says where it was looked for.
Result<std::optional<std::filesystem::path>>
find_connection_file(const std::optional<std::filesystem::path>& given);

/// The places find_connection_file() looks at when none is given, for errors.
std::string connection_file_places();

/// Reads a file's text. Failures read "callout.yaml:12:7: ...".
Result<std::vector<ConnectionDefinition>> parse_connections(std::string_view text,
                                                            const std::filesystem::path& file);

/// find, read and parse; no file: no connections.
Result<std::vector<ConnectionDefinition>> read_connections(const std::filesystem::path& file);

} // namespace callout::host
