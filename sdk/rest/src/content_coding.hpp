#pragma once

#include <cstdint>
#include <optional>

#include <callout/rest/http.hpp>

#include "transport_problem.hpp"

namespace callout::rest {

/// Unpacks a body that is packed by gzip (RFC 9110, 8.4.1.3), and drops its Content-Encoding and
/// Content-Length. Also sets HttpResponse::received. A failure when it is no gzip, is packed by anything
/// else, or is too large: over the limit, or, beyond a MiB, over 200 times what came.
std::optional<TransportFailure> decode_content(HttpResponse& response, std::uint64_t body_limit);

} // namespace callout::rest
