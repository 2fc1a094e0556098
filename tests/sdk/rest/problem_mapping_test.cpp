#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <callout/rest/problem_mapping.hpp>
#include <doctest/doctest.h>

namespace {

using namespace callout;

rest::HttpResponse response_of(unsigned status, std::string body, std::vector<rest::Header> headers = {}) {
  rest::HttpResponse response;
  response.status = status;
  response.body = std::move(body);
  response.headers = std::move(headers);
  return response;
}

sdk::Problem map(const rest::HttpResponse& response, bool idempotent = true) {
  // Sun, 06 Nov 1994 08:49:30 GMT
  const std::chrono::system_clock::time_point now{std::chrono::seconds(784111770)};
  return rest::map_problem(response, {.service = "pagerduty", .idempotent = idempotent, .now = now});
}

} // namespace

TEST_CASE("map_problem: what a status means") {
  struct Row {
    unsigned status;
    callout_status idempotent;
    callout_status other;
    bool retryable;
  };

  const Row rows[] = {
      {301, CALLOUT_E_UNAVAILABLE, CALLOUT_E_UNAVAILABLE, false},
      {400, CALLOUT_E_INVALID_ARGUMENT, CALLOUT_E_INVALID_ARGUMENT, false},
      {401, CALLOUT_E_UNAUTHENTICATED, CALLOUT_E_UNAUTHENTICATED, false},
      {402, CALLOUT_E_PERMISSION_DENIED, CALLOUT_E_PERMISSION_DENIED, false},
      {403, CALLOUT_E_PERMISSION_DENIED, CALLOUT_E_PERMISSION_DENIED, false},
      {404, CALLOUT_E_NOT_FOUND, CALLOUT_E_NOT_FOUND, false},
      {405, CALLOUT_E_INVALID_ARGUMENT, CALLOUT_E_INVALID_ARGUMENT, false},
      {408, CALLOUT_E_UNAVAILABLE, CALLOUT_E_OUTCOME_UNKNOWN, true},
      {409, CALLOUT_E_CONFLICT, CALLOUT_E_CONFLICT, false},
      {410, CALLOUT_E_NOT_FOUND, CALLOUT_E_NOT_FOUND, false},
      {412, CALLOUT_E_CONFLICT, CALLOUT_E_CONFLICT, false},
      {413, CALLOUT_E_LIMIT, CALLOUT_E_LIMIT, false},
      {422, CALLOUT_E_INVALID_ARGUMENT, CALLOUT_E_INVALID_ARGUMENT, false},
      {429, CALLOUT_E_RATE_LIMITED, CALLOUT_E_RATE_LIMITED, true},
      {500, CALLOUT_E_UNAVAILABLE, CALLOUT_E_OUTCOME_UNKNOWN, true},
      {501, CALLOUT_E_UNSUPPORTED, CALLOUT_E_UNSUPPORTED, false},
      {502, CALLOUT_E_UNAVAILABLE, CALLOUT_E_OUTCOME_UNKNOWN, true},
      {503, CALLOUT_E_UNAVAILABLE, CALLOUT_E_OUTCOME_UNKNOWN, true},
      {504, CALLOUT_E_UNAVAILABLE, CALLOUT_E_OUTCOME_UNKNOWN, true},
      {505, CALLOUT_E_UNSUPPORTED, CALLOUT_E_UNSUPPORTED, false},
      {599, CALLOUT_E_UNAVAILABLE, CALLOUT_E_OUTCOME_UNKNOWN, true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.status);
    const sdk::Problem safe = map(response_of(row.status, ""), true);
    CHECK(safe.status == row.idempotent);
    CHECK(safe.members.at("status").to_number<unsigned>() == row.status);
    CHECK(safe.members.at("retryable").as_bool() == row.retryable);
    const sdk::Problem other = map(response_of(row.status, ""), false);
    CHECK(other.status == row.other);
    CHECK(other.members.at("retryable").as_bool() ==
          (row.retryable && row.other != CALLOUT_E_OUTCOME_UNKNOWN));
  }
}

TEST_CASE("map_problem: finds what an error body says") {
  struct Row {
    std::string_view name;
    std::string body;
    std::string_view detail;
    std::string_view code;
    std::string_view errors;
  };

  const Row rows[] = {
      {"code, message, texts",
       R"({"error":{"message":"Invalid Input Provided","code":2001,"errors":["Title is required.","Bad service."]}})",
       "pagerduty answered 400: Invalid Input Provided: Title is required.; Bad service.",
       "pagerduty.2001",
       R"(["Title is required.","Bad service."])"},
      {"errors by field",
       R"({"error":{"message":"Bad","code":2001,"errors":{"name":["is blank","is short"],"zone":"is odd"}}})",
       "pagerduty answered 400: Bad: name: is blank; name: is short; zone: is odd",
       "pagerduty.2001",
       R"(["name: is blank","name: is short","zone: is odd"])"},
      {"errors as objects",
       R"({"error":{"errors":[{"message":"a"},{"detail":"b"},{"x":1}]}})",
       "pagerduty answered 400: a; b",
       "",
       R"(["a","b"])"},
      {"errors at the top",
       R"({"errors":[{"title":"No"}],"message":"Failed"})",
       "pagerduty answered 400: Failed: No",
       "",
       R"(["No"])"},
      {"a message", R"({"message":"Bad Request"})", "pagerduty answered 400: Bad Request", "", ""},
      {"OAuth's shape",
       R"({"error":"invalid_request","error_description":"Invalid scope"})",
       "pagerduty answered 400: Invalid scope",
       "pagerduty.invalid_request",
       ""},
      {"a bare text", R"({"error":"no such thing"})", "pagerduty answered 400: no such thing", "", ""},
      {"RFC 9457",
       R"({"type":"about:blank","title":"Bad","detail":"The id is odd","status":400})",
       "pagerduty answered 400: The id is odd",
       "",
       ""},
      {"SCIM",
       R"({"schemas":["x"],"scimType":"invalidFilter","detail":"Bad filter","status":"400"})",
       "pagerduty answered 400: Bad filter",
       "pagerduty.invalidFilter",
       ""},
      {"empty object", "{}", "pagerduty answered 400 with a body without content type", "", ""},
      {"empty", "", "pagerduty answered 400 with an empty body", "", ""},
      {"line breaks", R"({"message":"a\nb\u0000c"})", "pagerduty answered 400: a b c", "", ""},
      {"odd types",
       R"({"error":[1],"message":{"a":1},"code":{},"errors":null})",
       "pagerduty answered 400 with a body without content type",
       "",
       ""},
      {"an array", R"([{"message":"x"}])", "pagerduty answered 400 with a body without content type", "", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const sdk::Problem problem = map(response_of(400, row.body));
    CHECK(problem.detail() == row.detail);
    const auto text = [&](std::string_view name) {
      const auto* const value = problem.members.if_contains(name);
      return value == nullptr     ? std::string()
             : value->is_string() ? std::string(value->get_string())
                                  : boost::json::serialize(*value);
    };
    CHECK(text("code") == row.code);
    CHECK(text("errors") == row.errors);
  }
}

TEST_CASE("map_problem: a page is named by its type, never quoted") {
  const sdk::Problem problem =
      map(response_of(502, "<html>secret</html>", {{"Content-Type", "text/html; charset=utf-8"}}));
  CHECK(problem.detail() == "pagerduty answered 502 with text/html");
}

TEST_CASE("refuse_page: an HTML page is no answer of a service that speaks JSON") {
  struct Row {
    std::string_view type;
    bool is_refused;
  };

  const Row rows[] = {{"text/html", true},
                      {"Text/HTML; charset=utf-8", true},
                      {"application/xhtml+xml", true},
                      {"application/json", false},
                      {"text/plain", false},
                      {"", false}};
  for (const Row& row : rows) {
    CAPTURE(row.type);
    const rest::HttpResponse response =
        response_of(200, "<html>secret</html>", {{"Content-Type", std::string(row.type)}});
    CHECK(rest::refuse_page(response, {"pagerduty", true}).has_value() == row.is_refused);
  }
  const rest::HttpResponse page = response_of(201, "<html>secret</html>", {{"Content-Type", "text/html"}});
  const auto read = rest::refuse_page(page, {"pagerduty", true});
  const auto write = rest::refuse_page(page, {"pagerduty", false});
  CHECK(read->status == CALLOUT_E_UNAVAILABLE);
  CHECK(write->status == CALLOUT_E_OUTCOME_UNKNOWN);
  CHECK(write->detail() == "pagerduty answered 201 with an HTML page instead of JSON");
}

TEST_CASE("map_problem: says how long to wait") {
  struct Row {
    std::string_view name;
    unsigned status;
    std::vector<rest::Header> headers;
    std::int64_t wait; ///< -1: none
  };

  const Row rows[] = {
      {"seconds", 429, {{"Retry-After", "7"}}, 7000},
      {"a date", 429, {{"retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"}}, 7000},
      {"a date that is past", 429, {{"Retry-After", "Sun, 06 Nov 1994 08:49:00 GMT"}}, 0},
      {"the limit's reset", 429, {{"ratelimit-reset", "12"}}, 12000},
      {"Retry-After before reset", 429, {{"ratelimit-reset", "12"}, {"Retry-After", "3"}}, 3000},
      {"a fraction", 429, {{"Retry-After", "1.5"}}, 1000},
      {"no header", 429, {}, -1},
      {"nonsense", 429, {{"Retry-After", "soon"}}, -1},
      {"negative", 429, {{"Retry-After", "-1"}}, -1},
      {"a date beyond the clock", 503, {{"Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"}}, 315360000000},
      {"endless", 503, {{"Retry-After", "999999999999"}}, 315360000000},
      {"out of range", 503, {{"Retry-After", "99999999999999999999"}}, -1},
      {"a status that is not repeated", 400, {{"Retry-After", "7"}}, -1},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const sdk::Problem problem = map(response_of(row.status, "", row.headers));
    const auto* const wait = problem.members.if_contains("retry_after_ms");
    CHECK((wait != nullptr ? wait->to_number<std::int64_t>() : -1) == row.wait);
  }
}

TEST_CASE("map_problem: carries the request id when it is printable") {
  CHECK(map(response_of(500, "", {{"x-request-id", "abc-1"}})).members.at("request_id") == "abc-1");
  CHECK_FALSE(map(response_of(500, "", {{"x-request-id", "\xff"}})).members.contains("request_id"));
}

TEST_CASE("map_problem: bounds what the other side says") {
  std::string errors = "[";
  for (int i = 0; i < 1000; ++i) {
    errors += (i == 0 ? "\"" : ",\"") + std::string(1000, 'x') + "\"";
  }
  const sdk::Problem problem = map(response_of(400, R"({"errors":)" + errors + "]}"));
  CHECK(problem.members.at("errors").as_array().size() == 20);
  CHECK(problem.detail().size() < 11'000);
}
