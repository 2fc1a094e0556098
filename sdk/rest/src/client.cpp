#include <algorithm>
#include <array>
#include <mutex>
#include <utility>
#include <variant>

#include <boost/url/grammar/alnum_chars.hpp>
#include <boost/url/grammar/lut_chars.hpp>
#include <callout/rest/client.hpp>

#include "ascii_case.hpp"
#include "connection.hpp"
#include "idle_pool.hpp"
#include "name_resolver.hpp"
#include "origin_slots.hpp"
#include "redirect.hpp"
#include "tls_trust.hpp"
#include "transport_problem.hpp"

namespace callout::rest {
namespace {

using Clock = std::chrono::steady_clock;

// A token of RFC 9110, 5.6.2.
bool is_header_name(std::string_view name) {
  constexpr auto token_chars =
      boost::urls::grammar::alnum_chars + boost::urls::grammar::lut_chars("!#$%&'*+-.^_`|~");
  return !name.empty() && std::all_of(name.begin(), name.end(), token_chars);
}

bool has_control_characters(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    return (byte < 0x20 && letter != '\t') || byte == 0x7f;
  });
}

bool is_clients_own(std::string_view name) {
  constexpr std::array<std::string_view, 6> names{
      "Host", "User-Agent", "Content-Length", "Transfer-Encoding", "Connection", "Accept-Encoding"};
  return std::any_of(
      names.begin(), names.end(), [name](std::string_view own) { return equal_ignoring_case(own, name); });
}

constexpr std::size_t longest_header = 60'000; // Beast keeps lengths in 16 bits

// A value may be a secret: errors name the header only.
Result<void> check_header(const Header& header) {
  const std::string_view hint = "Header names are letters, digits and hyphens; values hold no line breaks.";
  if (!is_header_name(header.name)) {
    return sdk::make_problem(CALLOUT_E_INVALID_ARGUMENT, "a header has a name that HTTP cannot carry", hint);
  }
  if (has_control_characters(header.value)) {
    return sdk::make_problem(
        CALLOUT_E_INVALID_ARGUMENT, "header " + header.name + " holds a control character", hint);
  }
  if (header.name.size() + header.value.size() > longest_header) {
    return sdk::make_problem(CALLOUT_E_INVALID_ARGUMENT,
                             "header " + header.name.substr(0, 100) + " is longer than " +
                                 std::to_string(longest_header) + " bytes",
                             "Put what is long into the body: servers take headers of some 8000 bytes.");
  }
  if (is_clients_own(header.name)) {
    return sdk::make_problem(CALLOUT_E_INVALID_ARGUMENT,
                             "header " + header.name + " cannot be set",
                             "Leave it out: the client writes it itself.");
  }
  return {};
}

Result<void> check_request(const HttpRequest& request) {
  if (request.target.empty() || request.target.front() != '/' || has_control_characters(request.target) ||
      request.target.find(' ') != std::string::npos) {
    return sdk::make_problem(CALLOUT_E_INVALID_ARGUMENT,
                             "a request's target is not an encoded path that begins with a slash");
  }
  for (const Header& header : request.headers) {
    if (auto checked = check_header(header); !checked) {
      return checked;
    }
  }
  return {};
}

// Who waits for a request, and who is told of what it comes to.
struct Watch {
  const sdk::WaitLimit& limit;
  const ExchangeObserver& observer;

  void tell(const HttpRequest& sent, const Result<HttpResponse>& outcome) const {
    if (observer) {
      observer(sent, outcome);
    }
  }
};

} // namespace

class HttpClient::Impl {
public:
  explicit Impl(ClientOptions options)
      : options_(std::move(options)),
        slots_(options_.connections_per_origin),
        pool_(options_.idle_lifetime, options_.idle_per_origin) {}

  Result<HttpResponse> send(const Origin& origin, const HttpRequest& request, const Watch& watch) {
    if (const auto checked = check_request(request); !checked) {
      return checked.error();
    }
    auto response = send_once(origin, request, watch);
    const auto next = response ? next_target(origin, request, *response) : std::nullopt;
    return next ? follow(*next, origin, request, watch) : std::move(response);
  }

private:
  using Outcome = std::variant<HttpResponse, TransportFailure>;

  Result<HttpResponse>
  follow(const std::string& target, const Origin& origin, const HttpRequest& request, const Watch& watch) {
    constexpr int most_redirects = 5;
    HttpRequest next = request;
    next.target = target;
    for (int count = 1; count <= most_redirects; ++count) {
      auto response = send_once(origin, next, watch);
      auto further = response ? next_target(origin, next, *response) : std::nullopt;
      if (!further) {
        return response;
      }
      next.target = std::move(*further);
    }
    sdk::Problem problem = sdk::make_problem(CALLOUT_E_UNAVAILABLE,
                                             host_header(origin) + " redirects in a loop, or more than " +
                                                 std::to_string(most_redirects) + " times",
                                             "Ask who runs the server, and check the URL.");
    problem.members["retryable"] = false;
    return problem;
  }

  Result<HttpResponse> send_once(const Origin& origin, const HttpRequest& request, const Watch& watch) {
    auto response = send_in_turn(origin, request, watch);
    watch.tell(request, response);
    return response;
  }

  Result<HttpResponse> send_in_turn(const Origin& origin, const HttpRequest& request, const Watch& watch) {
    const auto slot = slots_.acquire(origin, watch.limit);
    if (const auto* const failure = std::get_if<TransportFailure>(&slot)) {
      return to_problem(*failure, origin, request);
    }
    if (std::unique_ptr<Connection> kept = take(origin, request)) {
      auto outcome = exchange(std::move(kept), origin, request, watch.limit);
      if (auto* const response = std::get_if<HttpResponse>(&outcome)) {
        response->timing.reused = true;
      }
      const auto* const failure = std::get_if<TransportFailure>(&outcome);
      if (failure == nullptr || !may_repeat(*failure, request)) {
        return to_result(std::move(outcome), origin, request);
      }
      watch.tell(request, to_problem(*failure, origin, request));
    }
    return send_on_new(origin, request, watch.limit);
  }

  Result<HttpResponse>
  send_on_new(const Origin& origin, const HttpRequest& request, const sdk::WaitLimit& limit) {
    const auto tls = tls_context();
    if (!tls) {
      return tls.error();
    }
    auto connection = std::make_unique<Connection>(origin, options_);
    ExchangeTiming opening;
    if (auto failure = open(*connection, *tls, origin, limit, opening)) {
      return to_problem(*failure, origin, request);
    }
    auto response = to_result(exchange(std::move(connection), origin, request, limit), origin, request);
    if (response) {
      response->timing.resolve = opening.resolve;
      response->timing.connect = opening.connect;
      response->timing.handshake = opening.handshake;
    }
    return response;
  }

  Outcome exchange(std::unique_ptr<Connection> connection,
                   const Origin& origin,
                   const HttpRequest& request,
                   const sdk::WaitLimit& limit) {
    Outcome outcome = connection->exchange(request, limit);
    if (connection->reusable()) {
      const std::lock_guard lock(mutex_);
      pool_.put(origin, std::move(connection), Clock::now());
    }
    return outcome;
  }

  static Result<HttpResponse> to_result(Outcome outcome, const Origin& origin, const HttpRequest& request) {
    if (const auto* const failure = std::get_if<TransportFailure>(&outcome)) {
      return to_problem(*failure, origin, request);
    }
    return std::get<HttpResponse>(std::move(outcome));
  }

  std::unique_ptr<Connection> take(const Origin& origin, const HttpRequest& request) {
    const auto longest_idle = request.idempotent ? options_.idle_lifetime : options_.idle_before_write;
    for (;;) {
      const auto now = Clock::now();
      std::unique_lock lock(mutex_);
      std::unique_ptr<Connection> kept = pool_.take(origin, now, longest_idle);
      lock.unlock();
      if (kept == nullptr || (now - kept->born() <= options_.connection_lifetime && kept->alive())) {
        return kept;
      }
    }
  }

  std::optional<TransportFailure> open(Connection& connection,
                                       SSL_CTX* tls,
                                       const Origin& origin,
                                       const sdk::WaitLimit& limit,
                                       ExchangeTiming& timing) {
    const auto begin = Clock::now();
    const auto connect_deadline = begin + options_.connect_timeout;
    const sdk::WaitLimit shorter{std::min(limit.deadline, connect_deadline), limit.stop};
    const Proxy* const proxy = connection.proxy();
    auto resolved = resolver_.resolve(proxy != nullptr ? proxy->host : origin.host, shorter);
    timing.resolve = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin);
    std::optional<TransportFailure> failure;
    if (auto* const unknown = std::get_if<TransportFailure>(&resolved)) {
      failure = std::move(*unknown);
    } else {
      failure = connection.open(std::get<Addresses>(resolved), tls, sessions_, shorter, timing);
    }
    if (failure && failure->kind == FailureKind::deadline && connect_deadline < limit.deadline) {
      failure->kind = FailureKind::timeout;
      failure->reason = "not done within " + std::to_string(options_.connect_timeout.count()) + " ms";
    }
    if (failure && proxy != nullptr) {
      failure->proxy = to_string(*proxy);
    }
    return failure;
  }

  // Loaded by the first connection: reading certificates takes milliseconds.
  Result<SSL_CTX*> tls_context() {
    const std::lock_guard lock(mutex_);
    if (!tls_) {
      auto made = make_tls_context(options_);
      if (!made) {
        return made.error();
      }
      tls_ = std::move(*made);
    }
    return tls_.get();
  }

  const ClientOptions options_;
  std::mutex mutex_; // of pool_ and tls_
  TlsContext tls_;
  TlsSessions sessions_;
  OriginSlots slots_;
  IdlePool<Connection> pool_;
  NameResolver resolver_;
};

HttpClient::HttpClient(ClientOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}

HttpClient::~HttpClient() = default;

Result<HttpResponse> HttpClient::send(const Origin& origin,
                                      const HttpRequest& request,
                                      const sdk::WaitLimit& limit,
                                      const ExchangeObserver& observer) {
  return impl_->send(origin, request, {limit, observer});
}

} // namespace callout::rest
