#pragma once

/// What the config of every connector says about the way to its servers: whom to trust, through which proxy,
/// how long to wait.

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <callout/rest/client.hpp>
#include <callout/rest/config_reader.hpp>
#include <callout/sdk/request.hpp>

namespace callout::rest {

/// The members that read_client_options() and read_retry_options() read, behind a connector's own.
std::vector<std::string_view> with_client_members(std::span<const std::string_view> own);

/// A connector's config schema, JSON text with at least one property at its end, with those members' schemas.
std::string with_client_properties(std::string_view config_schema);

/// The options that a config gives. Where it names no proxy, those of the environment are read, now. Throws
/// sdk::ProblemException as the reader does; no text of it holds a secret. Reads the files that hold secrets,
/// no others.
ClientOptions read_client_options(const ConfigReader& reader);

/// A client that names itself `product` ("callout-http/1.0") and the call's host. Logs a warning when the
/// options switch verification off.
std::unique_ptr<HttpClient>
make_client(const sdk::Request& call, ClientOptions options, std::string_view product);

} // namespace callout::rest
