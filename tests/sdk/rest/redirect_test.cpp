// Where a redirect leads, without a network.
#include <doctest/doctest.h>
#include <redirect.hpp>

namespace {

using namespace callout;

const rest::Origin origin{rest::Scheme::https, "api.example.com", 443};

rest::HttpResponse pointing_to(std::string location, unsigned status = 302) {
  rest::HttpResponse response;
  response.status = status;
  response.headers = {{"location", std::move(location)}};
  return response;
}

rest::HttpRequest request_of(rest::Method method) {
  rest::HttpRequest request;
  request.method = method;
  request.target = "/v1/items/7?page=2";
  return request;
}

} // namespace

TEST_CASE(
    "redirect: a reference is resolved against the request, and stays within the origin or is not followed") {
  struct Row {
    std::string location;
    std::optional<std::string> target;
    std::string place;
  };

  const std::string here = "another path of the same host";
  const Row rows[] = {
      {"/v2/items", "/v2/items", here},
      {"/v2/items?a=b#c", "/v2/items?a=b", here},
      {"8", "/v1/items/8", here},
      {"sub/9?x", "/v1/items/sub/9?x", here},
      {"?page=3", "/v1/items/7?page=3", here},
      {"https://api.example.com/v2", "/v2", "api.example.com"},
      {"https://API.example.com:443/v2", "/v2", "API.example.com:443"},
      {"//api.example.com/v2", "/v2", "api.example.com"},
      {"https://api.example.com", "/", "api.example.com"},
      {"https://api.example.com:8443/v2", {}, "api.example.com:8443"},
      {"http://api.example.com/v2", {}, "api.example.com"},
      {"https://api.example.com@evil.example.com/", {}, "evil.example.com"},
      {"https://u:p@api.example.com/", {}, "api.example.com"},
      {"https://api.example.com.evil.example.com/", {}, "api.example.com.evil.example.com"},
      {"//evil.example.com?q", {}, "evil.example.com"},
      {"https:///v2", {}, ""},
      {"https:v2", {}, "what is no web address"},
      {"mailto:a@example.com", {}, "what is no web address"},
      {"ht!tp://", {}, ""},
      {"../../up", {}, here},
      {"/a b", {}, here},
      {"\\\\evil.example.com", {}, here},
      {"", {}, ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.location);
    const rest::HttpResponse response = pointing_to(row.location);
    CHECK(rest::next_target(origin, request_of(rest::Method::get), response) == row.target);
    CHECK_FALSE(rest::next_target(origin, request_of(rest::Method::post), response).has_value());
    CHECK(rest::redirect_place(response) == row.place);
  }
}

TEST_CASE("redirect: only the statuses that mean one are followed") {
  for (const unsigned status : {200U, 201U, 300U, 304U, 305U, 306U, 404U}) {
    const rest::HttpResponse response = pointing_to("/v2", status);
    CHECK_FALSE(rest::next_target(origin, request_of(rest::Method::get), response).has_value());
    CHECK(rest::redirect_place(response).empty() == (status < 300 || status >= 400));
  }
}
