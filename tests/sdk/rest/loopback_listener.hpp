#pragma once

#include <cstdint>

namespace callout::test {

/// A listening TCP socket on 127.0.0.1, the caller's to close. `port`: the one to take, 0 for any that is
/// free and that no earlier one of this process had; set to the one that it has. Throws when there is none.
int listen_on_loopback(std::uint16_t& port);

} // namespace callout::test
