// Answers that point elsewhere. No request, and no credential, ever reaches another host.
#include <doctest/doctest.h>

#include "fault_row.hpp"

using namespace callout::test;

namespace {

constexpr Expected not_followed{.status = CALLOUT_E_UNAVAILABLE, .retryable = false};
// "Done, look there" (RFC 9110, 15.4.4).
constexpr Expected perhaps_done{.status = CALLOUT_E_OUTCOME_UNKNOWN, .retryable = false};

Fault to(std::string_view status, std::string_view location) {
  const std::string lines = "Location: " + std::string(location) + "\r\n";
  return {.bytes = answer(status, "", lines), .effect = Effect::refused};
}

Row elsewhere(std::string_view name, std::string_view status, std::string_view location) {
  return {
      .name = name, .script = {.faults = {to(status, location)}}, .get = not_followed, .post = not_followed};
}

// A GET is sent to the new place, a POST never.
Row here(std::string_view name, std::string_view status, std::string_view location) {
  return {.name = name,
          .script = {.faults = {to(status, location)}},
          .get = fine_again,
          .post = not_followed,
          .lasts = Lasts::once};
}

} // namespace

TEST_CASE("faults: a redirect to elsewhere is not followed") {
  const Row rows[] = {
      elsewhere("another host, 301", "301 Moved Permanently", "{other}/incidents"),
      elsewhere("another host, 302", "302 Found", "{other}/incidents"),
      {.name = "another host, 303",
       .script = {.faults = {to("303 See Other", "{other}/incidents")}},
       .get = not_followed,
       .post = perhaps_done},
      elsewhere("another host, 307", "307 Temporary Redirect", "{other}/incidents"),
      elsewhere("another host, 308", "308 Permanent Redirect", "{other}/incidents"),
      elsewhere("another host without a scheme", "302 Found", "//localhost:1/incidents"),
      elsewhere("a user in the URL", "302 Found", "https://127.0.0.1@localhost:1/incidents"),
      elsewhere("http", "302 Found", "http://127.0.0.1:1/incidents"),
      elsewhere("no URL", "302 Found", "ht!tp://"),
      elsewhere("choices", "300 Multiple Choices", "{other}/incidents"),
  };
  for (const Row& row : rows) {
    check_row(row);
  }
}

TEST_CASE("faults: a redirect within the origin is followed by a GET") {
  const Row rows[] = {
      here("301", "301 Moved Permanently", "{self}/incidents/moved"),
      here("302", "302 Found", "{self}/incidents/moved"),
      here("307", "307 Temporary Redirect", "{self}/incidents/moved"),
      here("308", "308 Permanent Redirect", "{self}/incidents/moved"),
      here("a path", "302 Found", "/incidents/moved"),
      here("a name beside it", "302 Found", "moved"),
  };
  for (const Row& row : rows) {
    check_row(row);
  }
}

TEST_CASE("faults: a redirect in a loop ends after five") {
  check_row({.name = "for ever",
             .script = {.faults = {to("302 Found", "{self}/incidents/again")}},
             .get = {.status = CALLOUT_E_UNAVAILABLE, .requests = 6, .retryable = false},
             .post = not_followed});
}

TEST_CASE("faults: a redirect that leaves the origin at its second step is not followed there") {
  check_row(
      {.name = "here, then to another host",
       .script = {.faults = {to("302 Found", "/incidents/moved"), to("302 Found", "{other}/incidents")}},
       .get = {.status = CALLOUT_E_UNAVAILABLE, .requests = 2, .retryable = false},
       .post = not_followed,
       .lasts = Lasts::once});
}
