#pragma once

/// From a connection's credentials as written to those that its plugin gets.

#include <map>
#include <string>
#include <vector>

#include <callout/host/failure.hpp>

#include "connection_file.hpp"
#include "redactor.hpp"
#include "secret.hpp"

namespace callout::host {

/// Secrets by the environment variable that they came from.
using EnvironmentSecrets = std::map<std::string, Secret>;

/// Takes the variables that the credentials name out of the environment; see take_environment_variable().
void take_from_environment(const ConnectionDefinition& connection,
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
