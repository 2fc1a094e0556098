// From a request to a reply, with what is logged on the way.
#include <boost/json/parse.hpp>
#include <callout/rest/rest_call.hpp>
#include <callout/sdk/testing.hpp>
#include <doctest/doctest.h>

#include "client_fixture.hpp"
#include "open_call.hpp"

namespace {

using namespace callout;
using namespace callout::test;

rest::HttpResponse response_of(std::string content_type, std::string body) {
  rest::HttpResponse response;
  response.status = 200;
  if (!content_type.empty()) {
    response.headers = {{"content-type", std::move(content_type)}};
  }
  response.body = std::move(body);
  return response;
}

} // namespace

TEST_CASE("to_reply: a result is the body that was sent") {
  struct Row {
    std::string_view name;
    rest::HttpResponse response;
    std::string json;
  };

  const Row rows[] = {
      {"JSON is not rewritten",
       response_of("application/json", "{ \"a\": 0.10,\n \"big\": 12345678901234567890123 }"),
       "{ \"a\": 0.10,\n \"big\": 12345678901234567890123 }"},
      {"a vendor's JSON", response_of("application/vnd.pagerduty+json;version=2", "[1]"), "[1]"},
      {"JSON without a type", response_of("", "true"), "true"},
      {"no body", response_of("application/json", ""), "null"},
      {"white space", response_of("", " \r\n"), "null"},
      {"CSV",
       response_of("text/csv", "a,b\r\n\"1\",2"),
       R"({"content_type":"text/csv","text":"a,b\r\n\"1\",2"})"},
      {"text that looks like JSON",
       response_of("text/plain", "12"),
       R"({"content_type":"text/plain","text":"12"})"},
      {"bytes", response_of("image/png", "\xff\xfe\x01"), R"({"content_type":"image/png","base64":"//4B"})"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const sdk::Reply reply = rest::to_reply(row.response, true, "pagerduty");
    CHECK(reply.status() == CALLOUT_OK);
    CHECK(reply.json() == row.json);
  }
}

TEST_CASE("to_reply: a body that says it is JSON and is not is no result") {
  struct Row {
    std::string_view body;
    bool idempotent;
    callout_status status;
  };

  const Row rows[] = {
      {R"({"a":)", true, CALLOUT_E_UNAVAILABLE},
      {R"({"a":)", false, CALLOUT_E_OUTCOME_UNKNOWN},
      {"[1e999]", true, CALLOUT_E_UNAVAILABLE},
      {"<html>", true, CALLOUT_E_UNAVAILABLE},
  };
  for (const Row& row : rows) {
    CAPTURE(row.body);
    const sdk::Reply reply =
        rest::to_reply(response_of("application/json", std::string(row.body)), row.idempotent, "pagerduty");
    CHECK(reply.status() == row.status);
    CHECK(reply.json().find(row.body) == std::string::npos);
  }
}

TEST_CASE("to_reply: another status is a problem") {
  rest::HttpResponse response =
      response_of("application/json", R"({"error":{"message":"Not Found","code":2100}})");
  response.status = 404;
  const sdk::Reply reply = rest::to_reply(response, true, "pagerduty");
  CHECK(reply.status() == CALLOUT_E_NOT_FOUND);
  CHECK(boost::json::parse(reply.json()).at("code") == "pagerduty.2100");
}

TEST_CASE("call_rest: logs method, path and status, but no query and no header") {
  const TlsServer server(
      [](const std::string&, int) { return Reaction{ok_answer("[]", "X-Request-Id: r-1\r\n")}; });
  const OpenCall call;
  rest::HttpClient client(trusting_options());
  rest::HttpRequest request = get("/users?query=private");
  request.headers = {{"Authorization", "Bearer hidden"}};

  const sdk::Reply reply = rest::call_rest(call.request(), client, origin_of(server), request, "pagerduty");

  CHECK(reply.json() == "[]");
  REQUIRE(call.log_lines().size() == 1);
  const sdk::testing::LogLine line = call.log_lines()[0];
  const auto fields = boost::json::parse(line.fields);
  CHECK(line.level == CALLOUT_LOG_DEBUG);
  CHECK(fields.at("method") == "GET");
  CHECK(fields.at("path") == "/users");
  CHECK(fields.at("status") == 200);
  CHECK(fields.at("request_id") == "r-1");
  CHECK(line.fields.find("private") == std::string::npos);
  CHECK(line.fields.find("hidden") == std::string::npos);
}

TEST_CASE("call_rest: logs every exchange that a request came to, redirects too") {
  const TlsServer server([](const std::string& request, int) {
    return request.find("/old") != std::string::npos
               ? Reaction{"HTTP/1.1 302 Found\r\nLocation: /new\r\nContent-Length: 0\r\n\r\n"}
               : Reaction{ok_answer("[]")};
  });
  const OpenCall call;
  rest::HttpClient client(trusting_options());
  CHECK(rest::call_rest(call.request(), client, origin_of(server), get("/old"), "x").status() == CALLOUT_OK);
  const auto lines = call.log_lines();
  REQUIRE(lines.size() == 2);
  const auto first = boost::json::parse(lines[0].fields);
  const auto second = boost::json::parse(lines[1].fields);
  CHECK(first.at("path") == "/old");
  CHECK(first.at("status") == 302);
  CHECK(second.at("path") == "/new");
  CHECK(second.at("status") == 200);
}

TEST_CASE("call_rest: logs an exchange that was repeated unasked because its connection had died") {
  const TlsServer server([](const std::string&, int number) {
    return number == 0 ? Reaction{ok_answer("[]")} : Reaction{"", Then::close};
  });
  const OpenCall call;
  rest::HttpClient client(trusting_options());
  for (int i = 0; i < 2; ++i) {
    CHECK(rest::call_rest(call.request(), client, origin_of(server), get(), "x").status() == CALLOUT_OK);
  }
  const auto lines = call.log_lines();
  REQUIRE(lines.size() == 3);
  CHECK(lines[1].message == "HTTP exchange failed");
  CHECK(lines[2].message == "HTTP exchange");
}

TEST_CASE("call_rest: logs where the time of an exchange went") {
  const TlsServer server([](const std::string&, int) { return Reaction{ok_answer("[1,2]")}; });
  const OpenCall call;
  rest::HttpClient client(trusting_options());
  for (int i = 0; i < 2; ++i) {
    CHECK(rest::call_rest(call.request(), client, origin_of(server), get(), "x").status() == CALLOUT_OK);
  }
  const auto lines = call.log_lines();
  REQUIRE(lines.size() == 2);
  for (const bool reused : {false, true}) {
    const auto fields = boost::json::parse(lines[reused ? 1 : 0].fields);
    CAPTURE(lines[reused ? 1 : 0].fields);
    CHECK(fields.at("attempt") == 1);
    CHECK(fields.at("bytes") == 5);
    CHECK(fields.at("reused") == reused);
    CHECK((fields.at("connect_ms").as_double() > 0) == !reused);
    CHECK((fields.at("tls_ms").as_double() > 0) == !reused);
    CHECK(fields.at("dns_ms").is_double());
    CHECK(fields.at("wait_ms").as_double() > 0);
    CHECK(fields.at("transfer_ms").as_double() >= 0);
  }
}

TEST_CASE("call_rest: the call's deadline is the exchange's") {
  const TlsServer server([](const std::string&, int) { return Reaction{"", Then::stall}; });
  const OpenCall call(
      {.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(50), .stop = {}});
  rest::HttpClient client(trusting_options());
  CHECK(rest::call_rest(call.request(), client, origin_of(server), get(), "x").status() ==
        CALLOUT_E_DEADLINE);
  CHECK(call.log_lines().at(0).fields.find("deadline") != std::string::npos);
}
