#pragma once

/// From a connection's credentials as written to those that its plugin gets.

#include <map>
#include <set>
#include <string>
#include <vector>

#include <callout/host/failure.hpp>

#include "connection_file.hpp"
#include "redactor.hpp"
#include "secret.hpp"

namespace callout::host {

/// Secrets by the environment variable that they came from.
using EnvironmentSecrets = std::map<std::string, Secret>;

/// Variables that the config names as {"env": NAME}, at any depth. Its plugin reads them from the environment
/// itself, the host does not.
std::set<std::string> variables_of_config(const ConnectionDefinition& connection);

/// Takes the variables that the credentials name out of the environment, but for those to be `left`; see
/// take_environment_variable().
void take_from_environment(const ConnectionDefinition& connection,
                           const std::set<std::string>& left,
                           EnvironmentSecrets& taken,
                           Redactor& redactor);

/// Reads the variables, unless they are `taken` already, and files that the credentials name and tells the
/// redactor every secret. A file must not be readable by group or others; line ends at its end are not part
/// of the secret. CALLOUT_E_INVALID_ARGUMENT names connection, member and source, never a value.
Result<Secret> resolve_credentials(const ConnectionDefinition& connection,
                                   Redactor& redactor,
                                   const EnvironmentSecrets& taken = {});

/// Members that hold a secret in plain sight.
std::vector<std::string> plain_secrets(const ConnectionDefinition& connection);

} // namespace callout::host
