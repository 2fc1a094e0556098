// Which requests are sent again, and after how long.
#include <array>

#include <boost/json/parse.hpp>
#include <callout/rest/retry_policy.hpp>
#include <doctest/doctest.h>

namespace {

using namespace callout;
using namespace callout::rest;
using std::chrono::milliseconds;
using std::chrono::system_clock;

constexpr milliseconds plenty{3'600'000};
constexpr RetryOptions options{
    .max_attempts = 4, .base_delay = milliseconds(500), .longest_wait = milliseconds(60'000)};

Attempt answered(unsigned status, bool idempotent) {
  return {.idempotent = idempotent, .ending = Ending::answered, .status = status};
}

Attempt ended(Ending ending, bool idempotent) {
  return {.idempotent = idempotent, .ending = ending};
}

} // namespace

TEST_CASE("decide: what may be sent again") {
  struct Row {
    std::string_view name;
    Attempt attempt;
    Verdict verdict = Verdict::stop;
  };

  const Row rows[] = {
      {"a success is the answer", answered(200, true), Verdict::stop},
      {"a created one too", answered(201, false), Verdict::stop},
      {"a redirect is not followed", answered(302, true), Verdict::stop},
      {"a mistake stays one", answered(400, true), Verdict::stop},
      {"no credential", answered(401, true), Verdict::stop},
      {"not there", answered(404, true), Verdict::stop},
      {"429 to a GET", answered(429, true), Verdict::again},
      {"429 to a POST: it was refused", answered(429, false), Verdict::again},
      {"425 to a POST: it was refused", answered(425, false), Verdict::again},
      {"408 to a GET", answered(408, true), Verdict::again},
      {"408 to a POST", answered(408, false), Verdict::stop},
      {"500 to a PUT", answered(500, true), Verdict::again},
      {"500 to a POST may have acted", answered(500, false), Verdict::stop},
      {"501 will not be implemented meanwhile", answered(501, true), Verdict::stop},
      {"502 to a GET", answered(502, true), Verdict::again},
      {"502 to a POST may have acted", answered(502, false), Verdict::stop},
      {"503 to a DELETE", answered(503, true), Verdict::again},
      {"503 to a POST may have acted", answered(503, false), Verdict::stop},
      {"504 to a GET", answered(504, true), Verdict::again},
      {"505 stays", answered(505, true), Verdict::stop},
      {"599 to a GET", answered(599, true), Verdict::again},
      {"a POST that never left", ended(Ending::unsent, false), Verdict::again},
      {"a GET that was lost", ended(Ending::unsent, true), Verdict::again},
      {"a POST that was lost", ended(Ending::lost, false), Verdict::stop},
      {"a POST with a key that was lost", ended(Ending::lost, true), Verdict::again},
      {"a deadline", ended(Ending::final, true), Verdict::stop},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(decide(row.attempt, options, plenty, 0.5).verdict == row.verdict);
  }
}

TEST_CASE("decide: how long to wait") {
  struct Row {
    std::string_view name;
    unsigned number = 1;
    std::optional<milliseconds> asked = std::nullopt;
    milliseconds left = plenty;
    double random = 0.5;
    Verdict verdict = Verdict::again;
    milliseconds wait{0};
  };

  using Wait = milliseconds;
  const Row rows[] = {
      {"the first wait is short", 1, {}, plenty, 0.5, Verdict::again, Wait(250)},
      {"jitter is full: it may be nothing", 1, {}, plenty, 0, Verdict::again, Wait(0)},
      {"the second doubles", 2, {}, plenty, 0.5, Verdict::again, Wait(500)},
      {"the third again", 3, {}, plenty, 0.5, Verdict::again, Wait(1000)},
      {"the last attempt was the last", 4, {}, plenty, 0.5, Verdict::later, Wait(2000)},
      {"what the server asks", 1, Wait(3000), plenty, 0, Verdict::again, Wait(3000)},
      {"and a little, since others were told too", 1, Wait(3000), plenty, 0.5, Verdict::again, Wait(3250)},
      {"the server's wish beats the exponent", 3, Wait(0), plenty, 0, Verdict::again, Wait(0)},
      {"a wait past the deadline is not begun", 1, Wait(3000), Wait(3000), 0, Verdict::later, Wait(3000)},
      {"one just before it is", 1, Wait(3000), Wait(3001), 0, Verdict::again, Wait(3000)},
      {"a deadline that is over", 1, {}, Wait(-5), 0, Verdict::later, Wait(0)},
      {"the longest wait", 1, Wait(60'000), plenty, 0.5, Verdict::again, Wait(60'250)},
      {"one that is too long", 1, Wait(60'001), plenty, 0, Verdict::later, Wait(60'001)},
      {"ten years", 1, Wait(315'360'000'000), Wait::max(), 0.5, Verdict::later, Wait(315'360'000'250)},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Attempt attempt = answered(429, false);
    attempt.number = row.number;
    attempt.asked_wait = row.asked;
    const RetryDecision decision = decide(attempt, options, row.left, row.random);
    CHECK(decision.verdict == row.verdict);
    CHECK(decision.wait.count() == row.wait.count());
  }
}

TEST_CASE("decide: the exponent ends at the longest wait, whatever the attempt") {
  RetryOptions many = options;
  many.max_attempts = 1000;
  for (const unsigned number : {8U, 21U, 64U, 900U}) {
    Attempt attempt = answered(503, true);
    attempt.number = number;
    CHECK(decide(attempt, many, milliseconds::max(), 0.999).wait <= options.longest_wait);
    CHECK(decide(attempt, many, milliseconds::max(), 0.999).wait > milliseconds(59'000));
  }
}

TEST_CASE("decide: one attempt means none is repeated") {
  RetryOptions once = options;
  once.max_attempts = 1;
  CHECK(decide(answered(429, true), once, plenty, 0.5).verdict == Verdict::later);
  CHECK(decide(answered(400, true), once, plenty, 0.5).verdict == Verdict::stop);
}

TEST_CASE("observe: waits come from seconds, dates and ratelimit-reset") {
  const system_clock::time_point now =
      std::chrono::sys_days(std::chrono::year(2026) / 11 / 24) + std::chrono::hours(12);

  struct Row {
    std::vector<Header> headers;
    std::optional<milliseconds> wait;
  };

  const Row rows[] = {
      {{}, std::nullopt},
      {{{"Retry-After", "7"}}, milliseconds(7000)},
      {{{"retry-after", "Tue, 24 Nov 2026 12:00:09 GMT"}}, milliseconds(9000)},
      {{{"retry-after", "Tue, 24 Nov 2026 11:00:00 GMT"}}, milliseconds(0)},
      {{{"ratelimit-reset", "12"}}, milliseconds(12'000)},
      {{{"Retry-After", "soon"}}, std::nullopt},
  };
  for (const Row& row : rows) {
    const Attempt attempt = observe(HttpResponse{429, row.headers, ""}, HttpRequest{}, now);
    CHECK(attempt.status == 429);
    CHECK(attempt.ending == Ending::answered);
    CHECK(attempt.asked_wait == row.wait);
  }
}

TEST_CASE("observe: what a problem of the transport means") {
  struct Row {
    std::string_view name;
    callout_status status;
    std::string_view members;
    Ending ending;
    std::optional<milliseconds> wait = std::nullopt;
  };

  const Row rows[] = {
      {"nobody there", CALLOUT_E_UNAVAILABLE, R"({"retryable":true})", Ending::unsent},
      {"a PUT that was lost",
       CALLOUT_E_UNAVAILABLE,
       R"({"retryable":true,"outcome":"unknown"})",
       Ending::lost},
      {"a certificate", CALLOUT_E_UNAVAILABLE, R"({"retryable":false})", Ending::final},
      {"lost", CALLOUT_E_OUTCOME_UNKNOWN, "{}", Ending::lost},
      {"the deadline", CALLOUT_E_DEADLINE, R"({"outcome":"unknown"})", Ending::final},
      {"cancelled", CALLOUT_E_CANCELLED, "{}", Ending::final},
      {"too large", CALLOUT_E_LIMIT, "{}", Ending::final},
      {"a bad header", CALLOUT_E_INVALID_ARGUMENT, "{}", Ending::final},
      {"held back",
       CALLOUT_E_RATE_LIMITED,
       R"({"retryable":true,"retry_after_ms":90000})",
       Ending::unsent,
       milliseconds(90'000)},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const sdk::Problem problem{row.status, boost::json::parse(row.members).as_object()};
    const Attempt attempt = observe(problem, HttpRequest{.idempotent = true}, system_clock::now());
    CHECK(attempt.ending == row.ending);
    CHECK(attempt.idempotent);
    CHECK(attempt.asked_wait == row.wait);
  }
}

TEST_CASE("may_have_acted: whether an attempt may have done its work") {
  CHECK(may_have_acted(ended(Ending::lost, false)));
  CHECK(may_have_acted(ended(Ending::lost, true)));
  CHECK_FALSE(may_have_acted(ended(Ending::unsent, true)));
  CHECK_FALSE(may_have_acted(ended(Ending::unsent, false)));
  CHECK(may_have_acted(answered(502, true)));
  CHECK_FALSE(may_have_acted(answered(429, true)));
  CHECK_FALSE(may_have_acted(answered(400, true)));
}

TEST_CASE("has_idempotency_key: the member counts where the input may put it") {
  const Operation keyed{.id = "createIncident", .idempotency_key = "/incident/incident_key"};
  const Operation plain{.id = "createUser"};

  struct Row {
    std::string_view input;
    bool has;
  };

  const Row rows[] = {
      {R"({"incident":{"incident_key":"a"}})", true},
      {R"({"body":{"incident":{"incident_key":"a"}}})", true},
      {R"({"incident":{"incident_key":""}})", false},
      {R"({"incident":{"incident_key":null}})", false},
      {R"({"incident":{}})", false},
      {R"({"incident":"incident_key"})", false},
      {R"({"incident_key":"a"})", false},
      {"{}", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.input);
    const auto input = boost::json::parse(row.input).as_object();
    CHECK(has_idempotency_key(keyed, input) == row.has);
    CHECK_FALSE(has_idempotency_key(plain, input));
  }
}
