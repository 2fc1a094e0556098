#include <vector>

#include <callout/rest/url.hpp>
#include <doctest/doctest.h>

namespace {

using namespace callout;

} // namespace

TEST_CASE("parse_base_url: takes https, and http on loopback") {
  struct Row {
    std::string_view text;
    std::string_view origin;
    std::string_view path;
  };

  const Row rows[] = {
      {"https://api.example.com", "https://api.example.com", ""},
      {"https://api.example.com/", "https://api.example.com", ""},
      {"https://API.Example.com:443/v2/", "https://api.example.com", "/v2"},
      {"https://api.example.com:8443/a/b", "https://api.example.com:8443", "/a/b"},
      {"HTTPS://[2001:DB8::1]:444", "https://[2001:db8::1]:444", ""},
      {"http://127.0.0.1:80", "http://127.0.0.1", ""},
      {"http://127.9.8.7:8080", "http://127.9.8.7:8080", ""},
      {"http://[::1]:8080", "http://[::1]:8080", ""},
      {"http://LOCALHOST:8080", "http://localhost:8080", ""},
      {"http://localhosT", "http://localhost", ""},
      {"https://api.example.com/a%20b", "https://api.example.com", "/a%20b"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const std::vector<char> alone(row.text.begin(), row.text.end()); // a sanitizer sees a read past its end
    const auto url = rest::parse_base_url({alone.data(), alone.size()}, "base_url");
    REQUIRE(url.has_value());
    CHECK(rest::to_string(url->origin) == row.origin);
    CHECK(url->path == row.path);
  }
}

TEST_CASE("parse_base_url: says why it refuses, and never quotes a password") {
  struct Row {
    std::string_view text;
    std::string_view says;
  };

  const Row rows[] = {
      {"", "base_url is not a URL"},
      {"api.example.com", "base_url is not a URL"},
      {"https:api.example.com", "base_url is not a URL"},
      {"https:\n", "base_url is not a URL"},
      {"https://example.com/./a", "has a `.` or `..` in its path"},
      {"https://api example.com", "base_url is not a URL"},
      {"https:///path", "names no host"},
      {"ftp://example.com", "has the scheme `ftp`"},
      {"http://api.example.com",
       "is not https, so credentials would travel unencrypted: http://api.example.com"},
      {"http://127.0.0.1.example.com", "neither a name nor an address"},
      {"https://[::1]x/", "neither a name nor an address"},
      {"http://localhost.example.com", "is not https"},
      {"http://128.0.0.1", "is not https"},
      {"http://[::2]", "is not https"},
      {"http://[::ffff:127.0.0.1]", "is not https"},
      {"https://user:hidden@example.com", "holds a user name or password: https://example.com"},
      {"https://hidden@example.com", "holds a user name or password"},
      {"http://127.0.0.1@example.com", "holds a user name or password"},
      {"https://example.com:0", "port that is not between 1 and 65535"},
      {"https://example.com:65536", "port that is not between 1 and 65535"},
      {"https://example.com:4294967739", "port that is not between 1 and 65535"},
      {"https://exa%6Dple.com", "neither a name nor an address"},
      {"https://[v1.a]", "neither a name nor an address"},
      {"https://example.com?key=hidden", "has a query: https://example.com"},
      {"https://example.com#top", "has a fragment"},
      {"https://example.com/a/../b", "has a `.` or `..` in its path"},
      {"https://example.com/a/%2e%2E", "has a `.` or `..` in its path"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto url = rest::parse_base_url(row.text, "base_url");
    REQUIRE(url.has_error());
    CAPTURE(url.error().detail());
    CHECK(url.error().status == CALLOUT_E_INVALID_ARGUMENT);
    CHECK(url.error().detail().find(row.says) != std::string_view::npos);
    CHECK(url.error().detail().find("hidden") == std::string_view::npos);
    CHECK(url.error().members.contains("hint"));
  }
}

TEST_CASE("parse_endpoint_url: keeps path and query") {
  struct Row {
    std::string_view text;
    std::string_view target;
  };

  const Row rows[] = {
      {"https://id.example.com", "/"},
      {"https://id.example.com/oauth/token", "/oauth/token"},
      {"https://id.example.com/token?tenant=a%20b", "/token?tenant=a%20b"},
      {"https://id.example.com/token/", "/token/"},
  };
  for (const Row& row : rows) {
    const auto url = rest::parse_endpoint_url(row.text, "token_url");
    REQUIRE(url.has_value());
    CHECK(url->target == row.target);
  }
  CHECK(rest::parse_endpoint_url("http://id.example.com/token", "token_url").has_error());
}

TEST_CASE("parse_path: stays below the base URL") {
  struct Row {
    std::string_view text;
    std::string_view path; ///< empty: refused
  };

  const Row rows[] = {
      {"/users", "/users"},
      {"/users/P1/log_entries", "/users/P1/log_entries"},
      {"/a b/\xC3\xA9", "/a%20b/%C3%A9"},
      {"/a%2Fb", "/a%2Fb"},
      {"/a:b;c=d,e@f", "/a:b;c=d,e@f"},
      {"/a\\..\\b", "/a%5C..%5Cb"},
      {"/a\r\nX: y", "/a%0D%0AX:%20y"},
      {"", ""},
      {"users", ""},
      {"//evil.example.com/a", ""},
      {"https://evil.example.com", ""},
      {"/a/../b", ""},
      {"/a/.", ""},
      {"/./a", ""},
      {"/.", ""},
      {"/%2E/a", ""},
      {"/a/%2e%2e/b", ""},
      {"/a?b=c", ""},
      {"/a#b", ""},
      {"/a%", ""},
      {"/a%2", ""},
      {"/a%zz", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto path = rest::parse_path(row.text, "path");
    CHECK(path.has_value() == !row.path.empty());
    if (path) {
      CHECK(*path == row.path);
    }
  }
}

TEST_CASE("encode_segment: a value stays one segment") {
  struct Row {
    std::string_view value;
    std::string_view segment; ///< empty: refused
  };

  const Row rows[] = {
      {"PABC123", "PABC123"},
      {"a-b.c_d~e", "a-b.c_d~e"},
      {"a/b", "a%2Fb"},
      {"../b", "..%2Fb"},
      {"a b?c#d", "a%20b%3Fc%23d"},
      {"100%", "100%25"},
      {"\xC3\xA9", "%C3%A9"},
      {"...", "..."},
      {"", ""},
      {".", ""},
      {"..", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.value);
    const auto segment = rest::encode_segment(row.value, "/id");
    CHECK(segment.has_value() == !row.segment.empty());
    if (segment) {
      CHECK(*segment == row.segment);
    }
  }
}

TEST_CASE("append_query: encodes all but unreserved characters") {
  std::string target = "/incidents";
  rest::append_query(target, "statuses[]", "triggered");
  rest::append_query(target, "query", "a b&c=d+e");
  CHECK(target == "/incidents?statuses%5B%5D=triggered&query=a%20b%26c%3Dd%2Be");
}

TEST_CASE("append_form: encodes a space as plus") {
  std::string form;
  rest::append_form(form, "scope", "a b");
  rest::append_form(form, "secret", "x&y+z");
  CHECK(form == "scope=a+b&secret=x%26y%2Bz");
}
