#pragma once

/// What a server does wrong, as data.

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "tls_server.hpp"

namespace callout::test {

/// How a connection begins.
enum class Greeting : std::uint8_t {
  tls,
  plain,              ///< HTTP without TLS
  tls_1_0,            ///< no newer version
  impostor,           ///< TLS with the server's other certificate
  silence,            ///< accepts and says nothing until the client is gone
  reset,              ///< resets at once
  reset_in_handshake, ///< resets when the client has said hello
  refuse_tls          ///< answers a client's hello in plain HTTP, as a server does on a port without TLS
};

/// How much of a request is read before the server acts. Only one that was read whole takes effect.
enum class Reads : std::uint8_t { nothing, head, all };

/// What becomes of a request that was read whole.
enum class Effect : std::uint8_t { done, refused };

/// The reaction to one request. In `bytes`, "{credential}" stands for the value of the request's
/// Authorization or its body, "{self}" and "{other}" for URLs of this server and of another one.
struct Fault {
  std::string bytes = {};
  Then then = Then::next;
  Reads reads = Reads::all;
  Effect effect = Effect::done;
  std::string flood = {};            ///< said after `bytes`, again and again until the client is gone
  std::chrono::milliseconds drip{0}; ///< not 0: `bytes` go one at a time, this far apart
};

enum class Lasts : std::uint8_t { once, for_ever };

/// What the next connections and requests meet, in order. Afterwards all is well, or the last of each goes
/// on for ever.
struct Script {
  std::vector<Greeting> greetings = {};
  std::vector<Fault> faults = {};
};

} // namespace callout::test
