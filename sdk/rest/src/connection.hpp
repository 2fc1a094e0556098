#pragma once

#include <memory>
#include <optional>
#include <variant>

#include <callout/rest/client.hpp>
#include <callout/rest/http.hpp>
#include <callout/rest/url.hpp>
#include <callout/sdk/wait_limit.hpp>

#include "name_resolver.hpp"
#include "tls_trust.hpp"
#include "transport_problem.hpp"

namespace callout::rest {

/// One connection with its own event loop: whoever holds it runs the loop on the own thread, so that no
/// exchange hops between threads. Used by one thread at a time.
class Connection {
public:
  Connection() = default;
  virtual ~Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Connects to the first address that answers, and shakes hands. A failure, or nothing.
  virtual std::optional<TransportFailure> open(const Addresses& addresses, const sdk::WaitLimit& limit) = 0;

  /// Sends a request and reads the whole answer.
  virtual std::variant<HttpResponse, TransportFailure> exchange(const HttpRequest& request,
                                                                const sdk::WaitLimit& limit) = 0;

  /// Whether the last exchange left it fit for another: kept alive, and nothing unread.
  [[nodiscard]] virtual bool reusable() const = 0;

  /// False when the other side closed it, or sent something nobody asked for, while it was idle.
  [[nodiscard]] virtual bool alive() = 0;
};

/// A connection to be opened. `tls` is used for https only.
std::unique_ptr<Connection> make_connection(const Origin& origin, const ClientOptions& options, SSL_CTX* tls);

} // namespace callout::rest
