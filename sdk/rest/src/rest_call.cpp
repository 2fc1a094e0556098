#include <chrono>
#include <random>
#include <string>
#include <utility>

#include <boost/json/serialize.hpp>
#include <callout/rest/problem_mapping.hpp>
#include <callout/rest/rest_call.hpp>

#include "error_text.hpp"
#include "exchange_trace.hpp"
#include "json_check.hpp"
#include "pause.hpp"
#include "secret_text.hpp"

namespace callout::rest {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;

bool says_json(const HttpResponse& response) {
  const std::string kind = header_text(response, "Content-Type");
  return kind.substr(0, kind.find(';')).find("json") != std::string::npos;
}

// The answer was cut short or garbled on its way, although the request may have done its work.
sdk::Problem garbled(const HttpResponse& response, bool idempotent, std::string_view service) {
  sdk::Problem problem =
      sdk::make_problem(idempotent ? CALLOUT_E_UNAVAILABLE : CALLOUT_E_OUTCOME_UNKNOWN,
                        std::string(service) + " answered " + std::to_string(response.status) +
                            " with a body that says it is JSON and is not",
                        idempotent ? "Try again." : "Look whether it took effect before you repeat it.");
  problem.members["status"] = response.status;
  problem.members["retryable"] = idempotent;
  return problem;
}

sdk::Reply success_reply(HttpResponse response, bool idempotent, std::string_view service) {
  if (response.body.find_first_not_of(" \t\r\n") == std::string::npos) {
    return sdk::Reply::from_json_text("null");
  }
  const bool untyped = header_text(response, "Content-Type").empty();
  if ((untyped || says_json(response)) && is_json(response.body)) {
    return sdk::Reply::from_json_text(std::move(response.body));
  }
  if (says_json(response)) {
    return garbled(response, idempotent, service);
  }
  json::object answer{{"content_type", header_text(response, "Content-Type")}};
  if (is_utf8(response.body)) {
    answer["text"] = response.body;
  } else {
    answer["base64"] = encode_base64(response.body);
  }
  return json::value(std::move(answer));
}

// Neither query nor headers: they may hold what is private.
json::object request_fields(const HttpRequest& request, const Origin& origin) {
  return {{"method", method_name(request.method)},
          {"host", host_header(origin)},
          {"path", std::string_view(request.target).substr(0, request.target.find('?'))}};
}

double in_milliseconds(std::chrono::microseconds duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

void add_timing(json::object& fields, const ExchangeTiming& timing) {
  fields["dns_ms"] = in_milliseconds(timing.resolve);
  fields["connect_ms"] = in_milliseconds(timing.connect);
  fields["tls_ms"] = in_milliseconds(timing.handshake);
  fields["wait_ms"] = in_milliseconds(timing.wait);
  fields["transfer_ms"] = in_milliseconds(timing.transfer);
  fields["reused"] = timing.reused;
}

double draw() {
  thread_local std::minstd_rand generator{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(generator);
}

milliseconds time_left(const sdk::WaitLimit& limit) {
  return std::chrono::duration_cast<milliseconds>(limit.deadline - std::chrono::steady_clock::now());
}

// All that makes two requests the same, the credential included.
std::string identity_of(const Exchange& exchange) {
  std::string headers;
  std::size_t size = 0;
  for (const Header& header : exchange.request.headers) {
    size += header.name.size() + header.value.size() + 2;
  }
  headers.reserve(size); // at once, so that no piece with the credential stays behind
  for (const Header& header : exchange.request.headers) {
    headers.append(header.name).append(":").append(header.value).append("\n");
  }
  std::string key =
      digest_of({to_string(exchange.origin), exchange.request.target, headers, exchange.request.body});
  wipe(headers);
  return key;
}

// One call's attempts at one request.
class Attempts {
public:
  Attempts(const sdk::Request& call, const Exchange& exchange, const CallPolicy& policy)
      : call_(call),
        exchange_(exchange),
        policy_(policy),
        limit_(call.wait_limit()),
        budget_(policy.limiter != nullptr ? budget_key(exchange) : std::string()),
        identity_(is_shared() ? identity_of(exchange) : std::string()) {}

  Delivery run() {
    for (;; ++delivery_.attempts) {
      delivery_.outcome = send();
      Attempt attempt = observe(delivery_.outcome, exchange_.request, std::chrono::system_clock::now());
      attempt.number = delivery_.attempts;
      const bool may_act_twice = !is_safe(exchange_.request.method) && may_have_acted(attempt);
      attempt.idempotent = attempt.idempotent || exchange_.keyed;
      const RetryDecision decision = decide(attempt, policy_.retry, time_left(limit_), draw());
      if (decision.verdict != Verdict::again) {
        delivery_.wait = decision.verdict == Verdict::later ? std::optional(decision.wait) : std::nullopt;
        return std::move(delivery_);
      }
      delivery_.earlier_may_have_acted |= may_act_twice;
      if (!pause(attempt, decision.wait)) {
        return std::move(delivery_);
      }
    }
  }

private:
  static std::string budget_key(const Exchange& exchange) {
    const std::string_view credential = exchange.credential.empty()
                                            ? find_header(exchange.request.headers, "Authorization")
                                            : exchange.credential;
    return digest_of({to_string(exchange.origin), credential, exchange.budget});
  }

  Result<HttpResponse> send_alone() {
    auto response =
        send_logged(call_, exchange_.client, exchange_.origin, exchange_.request, delivery_.attempts);
    if (response && response->status == exchange_.limit_status) {
      response->status = 429;
    }
    return response;
  }

  [[nodiscard]] bool is_shared() const {
    return policy_.reads != nullptr && exchange_.request.method == Method::get;
  }

  // Calls share an exchange, not its repetitions: each has a limit and patience of its own.
  Result<HttpResponse> send() {
    return is_shared() ? policy_.reads->share(identity_, limit_, [this] { return send_permitted(); })
                       : send_permitted();
  }

  Result<HttpResponse> send_permitted() {
    if (policy_.limiter == nullptr) {
      return send_alone();
    }
    auto permit = policy_.limiter->acquire(budget_, limit_, policy_.retry.longest_wait);
    if (!permit) {
      return permit.error();
    }
    if (permit->held().count() > 0) {
      json::object fields = request_fields(exchange_.request, exchange_.origin);
      fields["held_ms"] = permit->held().count();
      call_.log(
          sdk::LogLevel::info, "HTTP request held back until its credential's budget allowed it", fields);
    }
    auto response = send_alone();
    if (response) {
      std::move(*permit).learn(*response);
    }
    return response;
  }

  // False when the call ended meanwhile; the outcome says so.
  bool pause(const Attempt& attempt, milliseconds wait) {
    json::object fields = request_fields(exchange_.request, exchange_.origin);
    fields["attempt"] = attempt.number;
    fields["wait_ms"] = wait.count();
    if (attempt.ending == Ending::answered) {
      fields["status"] = attempt.status;
    }
    call_.log(sdk::LogLevel::info, "HTTP request will be repeated", fields);
    const callout_status over = pause_until(std::chrono::steady_clock::now() + wait, limit_);
    if (over != CALLOUT_OK) {
      delivery_.outcome =
          sdk::make_problem(over,
                            std::string(over == CALLOUT_E_CANCELLED ? "cancelled" : "the deadline passed") +
                                " while waiting to repeat a request to " + host_header(exchange_.origin));
    }
    return over == CALLOUT_OK;
  }

  const sdk::Request& call_;
  const Exchange& exchange_;
  const CallPolicy& policy_;
  const sdk::WaitLimit limit_;
  const std::string budget_;
  const std::string identity_;
  Delivery delivery_{.outcome = HttpResponse()};
};

void log_exchange(const sdk::Request& call,
                  json::object fields,
                  const HttpRequest& request,
                  const Result<HttpResponse>& response) {
  if (!response) {
    fields["problem"] = response.error().detail();
    call.log(sdk::LogLevel::debug, "HTTP exchange failed", fields);
    trace_exchange(call, fields, request, response);
    return;
  }
  fields["status"] = response->status;
  fields["bytes"] = response->received;
  add_timing(fields, response->timing);
  if (const std::string id = header_text(*response, "X-Request-Id"); !id.empty()) {
    fields["request_id"] = id;
  }
  call.log(sdk::LogLevel::debug, "HTTP exchange", fields);
  trace_exchange(call, fields, request, response);
}

} // namespace

sdk::Reply to_reply(Result<HttpResponse> response, bool idempotent, std::string_view service) {
  if (!response) {
    return response.error();
  }
  if (response->status < 200 || response->status >= 300) {
    return map_problem(*response, {.service = service, .idempotent = idempotent});
  }
  return success_reply(std::move(*response), idempotent, service);
}

Result<HttpResponse> send_logged(const sdk::Request& call,
                                 HttpClient& client,
                                 const Origin& origin,
                                 const HttpRequest& request,
                                 unsigned attempt) {
  if (!call.wants(sdk::LogLevel::debug)) {
    return client.send(origin, request, call.wait_limit());
  }
  auto begin = std::chrono::steady_clock::now();
  const auto log = [&](const HttpRequest& sent, const Result<HttpResponse>& outcome) {
    const auto end = std::chrono::steady_clock::now();
    json::object fields = request_fields(sent, origin);
    fields["attempt"] = attempt;
    fields["duration_ms"] = std::chrono::duration_cast<milliseconds>(end - begin).count();
    begin = end;
    log_exchange(call, std::move(fields), sent, outcome);
  };
  return client.send(origin, request, call.wait_limit(), log);
}

Delivery send_reliably(const sdk::Request& call, const Exchange& exchange, const CallPolicy& policy) {
  return Attempts(call, exchange, policy).run();
}

void add_delivery(sdk::Problem& problem, const Delivery& delivery) {
  if (delivery.attempts > 1) {
    problem.members["attempts"] = delivery.attempts;
  }
  if (delivery.wait && !problem.members.contains("retry_after_ms")) {
    problem.members["retry_after_ms"] = delivery.wait->count();
  }
  if (delivery.earlier_may_have_acted && problem.status != CALLOUT_E_OUTCOME_UNKNOWN) {
    problem.members["outcome"] = "unknown";
    problem.members["hint"] = "An earlier attempt of this call may have taken effect, and this be its echo: "
                              "look before you repeat it.";
  }
}

sdk::Reply call_rest(const sdk::Request& call,
                     HttpClient& client,
                     const Origin& origin,
                     const HttpRequest& request,
                     std::string_view service) {
  return to_reply(send_logged(call, client, origin, request), request.idempotent, service);
}

} // namespace callout::rest
