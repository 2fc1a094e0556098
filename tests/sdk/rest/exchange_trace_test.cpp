#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "exchange_trace.hpp"

namespace {

using namespace callout;

TEST_CASE("trace: headers that hold credentials") {
  for (const char* const name : {"Authorization",
                                 "proxy-authorization",
                                 "Cookie",
                                 "Set-Cookie",
                                 "X-Api-Key",
                                 "X-Routing-Key",
                                 "X-Auth-Token"}) {
    CAPTURE(name);
    CHECK(rest::is_secret_header(name));
  }
  for (const char* const name : {"Accept", "From", "Idempotency-Key", "X-Request-Id", "Content-Type"}) {
    CAPTURE(name);
    CHECK_FALSE(rest::is_secret_header(name));
  }
}

TEST_CASE("trace: a long body ends in front of what would be cut") {
  const std::string token = "0123456789abcdef";
  for (const std::string_view before : {" ", "\"", "'", "&", ">", "\n"}) {
    for (std::size_t part = 0; part <= token.size(); ++part) {
      CAPTURE(part);
      const std::string head = std::string(rest::traced_body - part - 1, '-') + std::string(before);
      const std::string text = head + token + " and so on";
      const std::string_view shown = rest::beginning_of(text);
      CHECK(shown == head);
    }
  }
  CHECK(rest::beginning_of("all of it") == "all of it");
  const std::string endless(rest::traced_body + 1, '-');
  CHECK(rest::beginning_of(endless).size() == rest::traced_body - 16384);
  std::string wide;
  while (wide.size() <= rest::traced_body) {
    wide += "\u20ac"; // three bytes
  }
  CHECK(rest::beginning_of(wide).size() % 3 == 0);
}

TEST_CASE("trace: forms and queries") {
  struct Row {
    std::string_view form;
    std::string_view expected;
  };

  const Row rows[] = {
      {"", ""},
      {"a=1&b=%20", "a=1&b=%20"},
      {"client_id=x&client_secret=y%2Bz&scope=a", "client_id=x&client_secret=[redacted]&scope=a"},
      {"token=", "token=[redacted]"},
      {"token", "token"},
      {"a=b&", "a=b&"},
      {"%74oken=hush", "%74oken=[redacted]"},
      {"statuses%5B%5D=triggered", "statuses%5B%5D=triggered"},
      {"broken%=x", "broken%=[redacted]"},
      {"token_type=bearer&next_token=a=b", "token_type=bearer&next_token=a=b"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.form);
    CHECK(rest::redacted_form(row.form) == row.expected);
  }
}

TEST_CASE("trace: bodies") {
  struct Row {
    std::string_view name;
    std::string_view body;
    std::string_view type;
    std::string_view expected;
  };

  constexpr std::string_view json = "application/json";
  const Row rows[] = {
      {"as it was", R"({ "n": 1.50 })", json, R"({ "n": 1.50 })"},
      {"a token answer",
       R"({"access_token":"hush","token_type":"bearer"})",
       json,
       R"({"access_token":"[redacted]","token_type":"bearer"})"},
      {"deep inside", R"([{"a":{"routing_key":["hush"]}}])", json, R"([{"a":{"routing_key":"[redacted]"}}])"},
      {"a name behind an escape", R"({"p\u0061ssword":"hush"})", json, R"({"password":"[redacted]"})"},
      {"a name in another style",
       R"({"apiKey":"hush","X-Api-Key":"hush","Password":"hush"})",
       json,
       R"({"apiKey":"[redacted]","X-Api-Key":"[redacted]","Password":"[redacted]"})"},
      {"names that only look like it",
       R"({"token_type":"a","next_token":"b","secretary":"c"})",
       json,
       R"({"token_type":"a","next_token":"b","secretary":"c"})"},
      {"cut JSON", R"({"access_token":"hu)", json, "[19 bytes of text that may hold a credential]"},
      {"a page", "<p>token: hush</p>", "text/html", "[18 bytes of text that may hold a credential]"},
      {"a page without", "<p>no</p>", "text/html", "<p>no</p>"},
      {"bytes", "\xff\xfe", json, "[2 bytes that are no text]"},
      {"a form",
       "password=hush&a=1",
       "application/x-www-form-urlencoded; charset=utf-8",
       "password=[redacted]&a=1"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(rest::redacted_body(row.body, row.type) == row.expected);
  }
}

} // namespace
