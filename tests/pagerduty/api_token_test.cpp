#include <string>
#include <string_view>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include "api_token.hpp"
#include "authentication.hpp"

using namespace callout::pagerduty;
namespace json = boost::json;

TEST_CASE("read_api_token: a key becomes the header that PagerDuty documents") {
  const auto session = read_api_token({{"token", "y_NbAkKc66ryYTWUXYEu"}});
  REQUIRE(session.has_value());
  CHECK(is_api_token(session->session));
  const auto headers = session_headers(session->session);
  REQUIRE(headers.has_value());
  REQUIRE(headers->size() == 1);
  CHECK(headers->front() == callout::rest::Header{"Authorization", "Token token=y_NbAkKc66ryYTWUXYEu"});
}

TEST_CASE("read_api_token: what it refuses, without repeating the key") {
  struct Row {
    std::string_view credentials;
    std::string_view detail;
  };

  const Row rows[] = {{R"({})", "`token` is missing"},
                      {R"({"token":""})", "`token` is empty"},
                      {R"({"token":42})", "`token` is not a string"},
                      {R"({"token":"SECRET\n"})", "line break"},
                      {R"({"token":"SECRET SECRET"})", "holds a space"},
                      {R"({"token":"SECRET,x"})", "another character that no API key has"},
                      {R"({"token":"SECR\u00c9T"})", "another character that no API key has"},
                      {R"({"tokn":"SECRET"})", "did you mean `token`?"}};
  for (const Row& row : rows) {
    CAPTURE(row.credentials);
    const auto session =
        read_api_token(json::parse({row.credentials.data(), row.credentials.size()}).as_object());
    REQUIRE(!session);
    CHECK(session.error().status == CALLOUT_E_INVALID_ARGUMENT);
    const std::string text = json::serialize(session.error().members);
    CAPTURE(text);
    CHECK(text.find(row.detail) != std::string::npos);
    CHECK(text.find("SECR") == std::string::npos);
  }
}

TEST_CASE("session_headers: tell the two kinds apart, and say when there is none") {
  struct Row {
    std::string_view session;
    std::string_view header;
  };

  const Row rows[] = {{R"({"token":"k"})", "Token token=k"}, {R"({"access_token":"t"})", "Bearer t"}};
  for (const Row& row : rows) {
    CAPTURE(row.session);
    const auto headers = session_headers(json::parse({row.session.data(), row.session.size()}));
    REQUIRE(headers.has_value());
    CHECK(headers->front().value == row.header);
  }
  const auto none = session_headers(json::value());
  REQUIRE(!none);
  CHECK(none.error().status == CALLOUT_E_UNAUTHENTICATED);
  CHECK(none.error().detail() == "pagerduty: the connection has no credentials");
  CHECK(!session_headers(json::value("text")));
}
