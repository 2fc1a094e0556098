#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>
#include <transport_problem.hpp>

namespace {

using namespace callout;
using rest::FailureKind;
using rest::Phase;

const rest::Origin origin{rest::Scheme::https, "api.example.com", 443};

rest::HttpRequest request_that_is(bool idempotent) {
  rest::HttpRequest request;
  request.target = "/x?key=hidden";
  request.idempotent = idempotent;
  return request;
}

} // namespace

TEST_CASE("transport problem: a request that was sent may have taken effect, unless it only reads") {
  for (const FailureKind kind : {FailureKind::deadline,
                                 FailureKind::cancelled,
                                 FailureKind::too_large,
                                 FailureKind::timeout,
                                 FailureKind::network}) {
    for (const bool sent : {false, true}) {
      for (const rest::Method method : {rest::Method::get, rest::Method::put, rest::Method::delete_}) {
        CAPTURE(sent);
        rest::HttpRequest request = request_that_is(true);
        request.method = method;
        const sdk::Problem problem =
            rest::to_problem({.phase = Phase::receiving, .kind = kind, .sent = sent}, origin, request);
        CHECK(problem.members.contains("outcome") == (sent && method != rest::Method::get));
      }
    }
  }
}

TEST_CASE("transport problem: what a failure means by phase and request") {
  struct Row {
    std::string_view name;
    Phase phase;
    FailureKind kind;
    bool sent;
    callout_status idempotent;
    callout_status other;
    std::string_view says;
  };

  const Row rows[] = {
      {"no address",
       Phase::resolving,
       FailureKind::network,
       false,
       CALLOUT_E_UNAVAILABLE,
       CALLOUT_E_UNAVAILABLE,
       "looking up the address of api.example.com failed: why"},
      {"refused",
       Phase::connecting,
       FailureKind::network,
       false,
       CALLOUT_E_UNAVAILABLE,
       CALLOUT_E_UNAVAILABLE,
       "connecting to api.example.com port 443 failed: why"},
      {"connect timeout",
       Phase::connecting,
       FailureKind::timeout,
       false,
       CALLOUT_E_UNAVAILABLE,
       CALLOUT_E_UNAVAILABLE,
       "connecting to"},
      {"handshake",
       Phase::handshaking,
       FailureKind::network,
       false,
       CALLOUT_E_UNAVAILABLE,
       CALLOUT_E_UNAVAILABLE,
       "the TLS handshake with api.example.com failed: why"},
      {"certificate",
       Phase::handshaking,
       FailureKind::certificate,
       false,
       CALLOUT_E_UNAVAILABLE,
       CALLOUT_E_UNAVAILABLE,
       "the certificate of api.example.com was refused: why"},
      {"nothing written",
       Phase::sending,
       FailureKind::network,
       false,
       CALLOUT_E_UNAVAILABLE,
       CALLOUT_E_UNAVAILABLE,
       "sending the request"},
      {"written in part",
       Phase::sending,
       FailureKind::network,
       true,
       CALLOUT_E_UNAVAILABLE,
       CALLOUT_E_OUTCOME_UNKNOWN,
       "sending the request"},
      {"lost",
       Phase::receiving,
       FailureKind::network,
       true,
       CALLOUT_E_UNAVAILABLE,
       CALLOUT_E_OUTCOME_UNKNOWN,
       "waiting for the answer"},
      {"not HTTP",
       Phase::receiving,
       FailureKind::malformed,
       true,
       CALLOUT_E_UNAVAILABLE,
       CALLOUT_E_OUTCOME_UNKNOWN,
       "why"},
      {"too large",
       Phase::receiving,
       FailureKind::too_large,
       true,
       CALLOUT_E_LIMIT,
       CALLOUT_E_LIMIT,
       "too large: why"},
      {"late, not sent",
       Phase::connecting,
       FailureKind::deadline,
       false,
       CALLOUT_E_DEADLINE,
       CALLOUT_E_DEADLINE,
       "the deadline passed during connecting"},
      {"late",
       Phase::receiving,
       FailureKind::deadline,
       true,
       CALLOUT_E_DEADLINE,
       CALLOUT_E_DEADLINE,
       "the deadline passed during waiting"},
      {"cancelled",
       Phase::receiving,
       FailureKind::cancelled,
       true,
       CALLOUT_E_CANCELLED,
       CALLOUT_E_CANCELLED,
       "cancelled during waiting"},
  };
  for (const Row& row : rows) {
    for (const bool idempotent : {true, false}) {
      CAPTURE(row.name);
      const rest::TransportFailure failure{
          .phase = row.phase, .kind = row.kind, .reason = "why", .sent = row.sent};
      const sdk::Problem problem = rest::to_problem(failure, origin, request_that_is(idempotent));
      CHECK(problem.status == (idempotent ? row.idempotent : row.other));
      CHECK(problem.detail().find(row.says) != std::string_view::npos);
      CHECK(boost::json::serialize(problem.members).find("hidden") == std::string::npos);
      const bool reports_outcome = row.kind == FailureKind::deadline || row.kind == FailureKind::cancelled ||
                                   row.kind == FailureKind::too_large;
      CHECK(problem.members.contains("outcome") == (reports_outcome && row.sent && !idempotent));
    }
  }
}

TEST_CASE("transport problem: what goes out again after a kept connection failed") {
  struct Row {
    std::string_view name;
    FailureKind kind;
    bool sent;
    bool answered;
    rest::Method method;
    bool again;
  };

  const Row rows[] = {
      {"a GET that got no answer", FailureKind::network, true, false, rest::Method::get, true},
      {"a POST", FailureKind::network, true, false, rest::Method::post, false},
      {"a DELETE: its echo would be a 404", FailureKind::network, true, false, rest::Method::delete_, false},
      {"a POST that was not written", FailureKind::network, false, false, rest::Method::post, true},
      {"a GET that was answered in part", FailureKind::network, true, true, rest::Method::get, false},
      {"a GET that was answered with garbage", FailureKind::malformed, true, false, rest::Method::get, false},
      {"a GET that is late", FailureKind::deadline, true, false, rest::Method::get, false},
      {"a GET that nobody wants", FailureKind::cancelled, false, false, rest::Method::get, false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const rest::TransportFailure failure{
        .phase = Phase::receiving, .kind = row.kind, .sent = row.sent, .answered = row.answered};
    rest::HttpRequest request;
    request.method = row.method;
    request.idempotent = rest::is_idempotent(row.method);
    CHECK(rest::may_repeat(failure, request) == row.again);
  }
}
