#pragma once

#include <optional>
#include <string>

#include <callout/rest/proxy.hpp>
#include <callout/rest/url.hpp>

#include "socket.hpp"
#include "transport_problem.hpp"

namespace callout::rest {

/// Asks the proxy at the socket's other end for a tunnel to the origin (RFC 9110, 9.3.6). Afterwards the
/// socket's other end is the origin. Waits until the socket's limit. A failure, or nothing; a failure is of
/// Phase::tunnelling.
std::optional<TransportFailure>
open_tunnel(Socket& socket, const Proxy& proxy, const Origin& origin, const std::string& user_agent);

} // namespace callout::rest
