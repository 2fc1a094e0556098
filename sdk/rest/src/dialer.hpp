#pragma once

#include <cstdint>
#include <variant>

#include <callout/sdk/wait_limit.hpp>

#include "name_resolver.hpp"
#include "socket.hpp"
#include "transport_problem.hpp"

namespace callout::rest {

/// Connects to the address that answers first. They are tried in turn, IPv6 and IPv4 alternating, the next
/// one as soon as one fails or a quarter of a second after the one before (RFC 8305, 5). A failure is of
/// Phase::connecting.
std::variant<Socket, TransportFailure>
dial(const Addresses& addresses, std::uint16_t port, const sdk::WaitLimit& limit);

/// The order in which dial() tries addresses: families alternate, beginning with the first one's (RFC 8305,
/// 4).
Addresses interleave(const Addresses& addresses);

} // namespace callout::rest
