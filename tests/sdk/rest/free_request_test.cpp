#include <string>
#include <string_view>

#include <boost/json/parse.hpp>
#include <callout/rest/free_request.hpp>
#include <callout/rest/header_rules.hpp>
#include <doctest/doctest.h>

namespace json = boost::json;
namespace rest = callout::rest;

namespace {

rest::Result<rest::FreeRequest> read(std::string_view input, std::string_view base_path = "/v2") {
  return rest::read_free_request(json::parse({input.data(), input.size()}).as_object(),
                                 {.connector = "http",
                                  .base_path = base_path,
                                  .headers = {{"Accept", "application/json"}},
                                  .authorization = {{"Authorization", "Bearer t"}}});
}

} // namespace

TEST_CASE("read_free_request: method, path and query") {
  struct Row {
    std::string_view input;
    std::string_view method;
    std::string_view target;
    bool idempotent;
  };

  const Row rows[] = {
      {R"({"path":"/"})", "GET", "/v2/", true},
      {R"({"method":"POST","path":"/a/b"})", "POST", "/v2/a/b", false},
      {R"({"method":"DELETE","path":"/a"})", "DELETE", "/v2/a", true},
      {R"({"method":"PATCH","path":"/a"})", "PATCH", "/v2/a", false},
      {R"({"path":"/a b/c%2Fd"})", "GET", "/v2/a%20b/c%2Fd", true},
      {R"({"path":"/a","query":{}})", "GET", "/v2/a", true},
      {R"({"path":"/a","query":{"q":"x y&z","n":5,"b":true}})", "GET", "/v2/a?q=x%20y%26z&n=5&b=true", true},
      {R"({"path":"/a","query":{"s[]":["a","b"]}})", "GET", "/v2/a?s%5B%5D=a&s%5B%5D=b", true},
      {R"({"path":"/a","query":{"s":[]}})", "GET", "/v2/a", true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.input);
    const auto request = read(row.input);
    REQUIRE(request.has_value());
    CHECK(method_name(request->http.method) == row.method);
    CHECK(request->http.target == row.target);
    CHECK(request->http.idempotent == row.idempotent);
    CHECK(find_header(request->http.headers, "Authorization") == "Bearer t");
    CHECK(find_header(request->http.headers, "Accept") == "application/json");
  }
}

TEST_CASE("read_free_request: a body is JSON, or text of the type that the headers give") {
  struct Row {
    std::string_view input;
    std::string_view type;
    std::string_view body;
  };

  const Row rows[] = {
      {R"({"method":"POST","path":"/","body":{"a":[1,null]}})", "application/json", R"({"a":[1,null]})"},
      {R"({"method":"POST","path":"/","body":null})", "application/json", "null"},
      {R"({"method":"POST","path":"/","body":"text"})", "application/json", R"("text")"},
      {R"({"method":"PUT","path":"/","body":[],"headers":{"content-type":"application/vnd.x+json"}})",
       "application/vnd.x+json",
       "[]"},
      {R"({"method":"POST","path":"/","body":"a,b","headers":{"Content-Type":"text/csv"}})",
       "text/csv",
       "a,b"},
      {R"({"method":"POST","path":"/"})", "", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.input);
    const auto request = read(row.input);
    REQUIRE(request.has_value());
    CHECK(find_header(request->http.headers, "Content-Type") == row.type);
    CHECK(request->http.body == row.body);
  }
}

TEST_CASE("read_free_request: what it refuses, with the member's pointer") {
  struct Row {
    std::string_view input;
    std::string_view pointer;
    std::string_view detail;
  };

  const Row rows[] = {
      {R"({})", "/path", "`path` is missing"},
      {R"({"path":1})", "/path", "`path` is not a string"},
      {R"({"path":""})", "/path", ""},
      {R"({"path":"users"})", "/path", ""},
      {R"({"path":"//evil.example.com/"})", "/path", ""},
      {R"({"path":"https://evil.example.com/"})", "/path", ""},
      {R"({"path":"/a/../../b"})", "/path", ""},
      {R"({"path":"/a/%2e%2e/b"})", "/path", ""},
      {R"({"path":"/a?b=c"})", "/path", ""},
      {R"({"path":"/a#b"})", "/path", ""},
      {R"({"path":"/","method":"get"})", "/method", "`method` is none of GET, HEAD"},
      {R"({"path":"/","method":"CONNECT"})", "/method", "`method` is none of"},
      {R"({"path":"/","method":1})", "/method", "`method` is none of"},
      {R"({"path":"/","quary":{}})", "/quary", "did you mean `query`?"},
      {R"({"path":"/","query":"a=b"})", "/query", "`query` is not an object"},
      {R"({"path":"/","query":{"a/b":{}}})", "/query/a~1b", "is no text, number, boolean or list"},
      {R"({"path":"/","query":{"a":[null]}})", "/query/a", "is no text"},
      {R"({"path":"/","headers":"X"})", "/headers", "`headers` is not an object"},
      {R"({"path":"/","body":{}})", "/body", "does not go with GET or HEAD"},
      {R"({"path":"/","method":"POST","body":{},"headers":{"Content-Type":"text/csv"}})",
       "/body",
       "which content of type `text/csv` must be"},
      {R"({"path":"/","expect":404})", "/expect", "is not a list"},
      {R"({"path":"/","expect":[404,"500"]})", "/expect", "is not a list"},
      {R"({"path":"/","expect":[99]})", "/expect", "from 200 to 599"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.input);
    const auto request = read(row.input);
    REQUIRE(!request);
    CHECK(request.error().status == CALLOUT_E_INVALID_ARGUMENT);
    CHECK(request.error().members.at("pointer").as_string() == row.pointer);
    CHECK(request.error().detail().substr(0, 14) == "http.request: ");
    CHECK(request.error().detail().find(row.detail) != std::string_view::npos);
  }
}

TEST_CASE(
    "read_headers: names that carry a credential or frame the message are refused, whatever their case") {
  for (const std::string_view name : {"Authorization",
                                      "AUTHORIZATION",
                                      "proxy-authorization",
                                      "Cookie",
                                      "Host",
                                      "content-length",
                                      "Transfer-Encoding",
                                      "Connection",
                                      "Keep-Alive",
                                      "TE",
                                      "Trailer",
                                      "Upgrade",
                                      "Expect",
                                      "User-Agent",
                                      "X A",
                                      "X:A",
                                      "",
                                      "X\r\nY"}) {
    CAPTURE(name);
    const auto headers = rest::read_headers(json::object{{name, "hunter2"}}, "headers");
    REQUIRE(!headers);
    CHECK(headers.error().members.at("pointer").as_string() == rest::json_pointer({"headers", name}));
    CHECK(headers.error().detail().find("hunter2") == std::string_view::npos);
  }
}

TEST_CASE("read_headers: other names pass, and one that comes twice in another case counts once") {
  const auto headers =
      rest::read_headers(json::object{{"X-Key", "a"}, {"x-key", "b"}, {"If-Match", "*"}}, "headers");
  REQUIRE(headers.has_value());
  CHECK(*headers == std::vector<rest::Header>{{"x-key", "b"}, {"If-Match", "*"}});
}

TEST_CASE("accept_expected: only a status that was expected becomes a success") {
  const auto request = read(R"({"path":"/","expect":[404,410]})");
  REQUIRE(request.has_value());
  for (const auto& [status, accepted] : {std::pair{404U, 200U}, {410U, 200U}, {409U, 409U}, {204U, 204U}}) {
    rest::HttpResponse response;
    response.status = status;
    CHECK(accept_expected(std::move(response), *request).status == accepted);
  }
}
