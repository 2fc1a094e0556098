// Answers that point elsewhere: what is followed, and that nothing leaves the origin.
#include <callout/rest/problem_mapping.hpp>
#include <callout/rest/rest_call.hpp>
#include <doctest/doctest.h>

#include "client_fixture.hpp"

namespace {

using namespace callout;
using namespace callout::test;

Reaction redirect(int status, const std::string& location) {
  return {"HTTP/1.1 " + std::to_string(status) + " Elsewhere\r\nLocation: " + location +
          "\r\nContent-Length: 0\r\n\r\n"};
}

rest::HttpRequest with_credential(rest::Method method) {
  rest::HttpRequest request;
  request.method = method;
  request.target = "/v1/a?x=1";
  request.headers = {{"Authorization", "Bearer hidden"}};
  return request;
}

// Sends every path but /v1/b elsewhere.
TlsServer::Script sending_to(int status, std::string location) {
  return [status, location = std::move(location)](const std::string& request, int) {
    return request.find(" /v1/b") != std::string::npos ? Reaction{ok_answer("{}")}
                                                       : redirect(status, location);
  };
}

} // namespace

TEST_CASE("redirect: a read follows one within its origin, with all its headers") {
  for (const int status : {301, 302, 303, 307, 308}) {
    for (const rest::Method method : {rest::Method::get, rest::Method::head}) {
      CAPTURE(status);
      const TlsServer server(sending_to(status, "/v1/b?y=2#part"));
      rest::HttpClient client(trusting_options());
      const auto response = client.send(origin_of(server), with_credential(method), patience());
      REQUIRE(response.has_value());
      CHECK(response->status == 200);
      REQUIRE(server.requests().size() == 2);
      CHECK(server.requests()[1].find(rest::method_name(method)) == 0);
      CHECK(server.requests()[1].find(" /v1/b?y=2 HTTP") != std::string::npos);
      CHECK(server.requests()[1].find("Authorization: Bearer hidden") != std::string::npos);
    }
  }
}

TEST_CASE("redirect: a request that may change something follows none") {
  for (const rest::Method method : {rest::Method::post, rest::Method::put, rest::Method::delete_}) {
    for (const int status : {301, 303, 307}) {
      const TlsServer server(sending_to(status, "/v1/b"));
      rest::HttpClient client(trusting_options());
      const auto response = client.send(origin_of(server), with_credential(method), patience());
      REQUIRE(response.has_value());
      CHECK(response->status == static_cast<unsigned>(status));
      CHECK(server.requests().size() == 1);
    }
  }
}

TEST_CASE("redirect: nothing goes to another origin, and the problem names its host alone") {
  const TlsServer other([](const std::string&, int) { return Reaction{ok_answer("{}")}; });
  const std::string port = std::to_string(other.port());

  struct Row {
    std::string location;
    std::string place;
  };

  const Row rows[] = {
      {"https://127.0.0.1:" + port + "/v1/b?key=hidden", "127.0.0.1:" + port},
      {"//localhost:" + port + "/v1/b", "localhost:" + port},
      {"http://127.0.0.1:" + port + "/v1/b", "127.0.0.1:" + port},
      {"https://user:hidden@127.0.0.1:" + port + "/", "127.0.0.1:" + port},
      {"https://example.com", "example.com"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.location);
    const TlsServer server(sending_to(302, row.location));
    rest::HttpClient client(trusting_options());
    const auto response = client.send(origin_of(server), with_credential(rest::Method::get), patience());
    REQUIRE(response.has_value());
    CHECK(response->status == 302);
    const sdk::Problem problem = rest::map_problem(*response, {.service = "items", .idempotent = true});
    CHECK(problem.status == CALLOUT_E_UNAVAILABLE);
    CHECK_FALSE(problem.members.at("retryable").as_bool());
    CHECK(problem.detail() == "items answered 302, which points to " + row.place);
    CHECK(server.requests().size() == 1);
  }
  CHECK(other.connections() == 0);
}

TEST_CASE("redirect: a loop ends after five, as a problem") {
  const TlsServer server(sending_to(302, "/v1/a"));
  rest::HttpClient client(trusting_options());
  const auto response = client.send(origin_of(server), with_credential(rest::Method::get), patience());
  REQUIRE(response.has_error());
  CHECK(response.error().status == CALLOUT_E_UNAVAILABLE);
  CHECK_FALSE(response.error().members.at("retryable").as_bool());
  CHECK(response.error().detail().find("redirects in a loop") != std::string_view::npos);
  CHECK(server.requests().size() == 6);
}

TEST_CASE("redirect: one that leaves the origin at its second step is not followed there") {
  const TlsServer server([](const std::string& request, int) {
    return request.find(" /v1/a") != std::string::npos ? redirect(302, "/v1/next")
                                                       : redirect(302, "https://example.com/");
  });
  rest::HttpClient client(trusting_options());
  const auto response = client.send(origin_of(server), with_credential(rest::Method::get), patience());
  REQUIRE(response.has_value());
  CHECK(response->status == 302);
  CHECK(response->header("Location") == "https://example.com/");
  CHECK(server.requests().size() == 2);
}
