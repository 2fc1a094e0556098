// Answers that break HTTP, never end, come too slowly or are no JSON.
#include <doctest/doctest.h>

#include "fault_row.hpp"

using namespace callout::test;
using std::chrono::milliseconds;

namespace {

constexpr std::string_view is_json = "Content-Type: application/json\r\n";
constexpr Expected late{.status = CALLOUT_E_DEADLINE};
constexpr Expected late_post{.status = CALLOUT_E_DEADLINE, .unknown = true};
constexpr Expected too_large{.status = CALLOUT_E_LIMIT};
constexpr Expected too_large_post{.status = CALLOUT_E_LIMIT, .unknown = true};
/// Came whole and is not what it says: the caller may ask again, the call does not.
constexpr Expected garbled_get{.status = CALLOUT_E_UNAVAILABLE, .retryable = true};

Row broken(std::string_view name, std::string bytes) {
  return {.name = name,
          .script = {.faults = {{.bytes = std::move(bytes), .then = Then::close}}},
          .get = lost_get,
          .post = lost_post};
}

Row endless(std::string_view name, std::string bytes, std::string flood) {
  return {.name = name,
          .script = {.faults = {{.bytes = std::move(bytes), .flood = std::move(flood)}}},
          .get = too_large,
          .post = too_large_post,
          .time = milliseconds(20'000)};
}

Row slow(std::string_view name, Fault fault) {
  return {.name = name,
          .script = {.faults = {std::move(fault)}},
          .get = late,
          .post = late_post,
          .begins = Begins::kept,
          .time = milliseconds(1000)};
}

Row says(std::string_view name, std::string_view body, const Expected& get, const Expected& post) {
  return {.name = name,
          .script = {.faults = {{.bytes = answer("200 OK", body, is_json)}}},
          .get = get,
          .post = post};
}

} // namespace

TEST_CASE("faults: an answer that is no HTTP") {
  const std::string head = "HTTP/1.1 200 OK\r\n";
  const Row rows[] = {
      broken("another protocol", "SSH-2.0-OpenSSH_9.2\r\n\r\n"),
      broken("a status that is no number", "HTTP/1.1 two OK\r\n\r\n"),
      broken("a status of two digits", "HTTP/1.1 20 OK\r\n\r\n"),
      broken("another version", "HTTP/2.0 200 OK\r\n\r\n"),
      broken("a header without a colon", head + "Content-Length 2\r\n\r\n{}"),
      broken("a zero byte in a header", head + "X-A: a" + std::string(1, '\0') + "b\r\n\r\n"),
      broken("a negative length", head + "Content-Length: -2\r\n\r\n{}"),
      broken("a length that is no number", head + "Content-Length: two\r\n\r\n{}"),
      broken("two lengths that differ", head + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"),
      broken("a chunk size that is no number", head + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n"),
      broken("a chunk size beyond 64 bits",
             head + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}\r\n0\r\n\r\n"),
      broken("a chunk longer than its size", head + "Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n"),
  };
  for (const Row& row : rows) {
    check_row(row);
  }
}

TEST_CASE("faults: an answer whose length is wrong") {
  const std::string body = R"({"incident":{}})";
  const std::string head = "HTTP/1.1 200 OK\r\n" + std::string(is_json);
  const Row rows[] = {
      {"too small",
       {.faults = {{.bytes = head + "Content-Length: 5\r\n\r\n" + body}}},
       garbled_get,
       lost_post},
      {"too large, then closed",
       {.faults = {{.bytes = head + "Content-Length: 500\r\n\r\n" + body, .then = Then::close}}},
       lost_get,
       lost_post},
      slow("too large, then nothing",
           {.bytes = head + "Content-Length: 500\r\n\r\n" + body, .then = Then::stall}),
      {"larger than the client takes",
       {.faults = {{.bytes = head + "Content-Length: 99999999999\r\n\r\n" + body}}},
       too_large,
       too_large_post},
  };
  for (const Row& row : rows) {
    check_row(row);
  }
}

TEST_CASE("faults: an answer that never ends") {
  const std::string kilobyte(1000, 'a');
  const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  const Row rows[] = {
      endless("headers", "HTTP/1.1 200 OK\r\n", "X-A: " + kilobyte + "\r\n"),
      endless("one header", "HTTP/1.1 200 OK\r\nX-A: ", kilobyte),
      endless("a status line", "HTTP/1.1 200 ", kilobyte),
      endless("a body without length", "HTTP/1.1 200 OK\r\n\r\n", std::string(65'536, '[')),
      endless("chunks", chunked, "10000\r\n" + std::string(65'536, '[') + "\r\n"),
  };
  for (const Row& row : rows) {
    check_row(row);
  }
}

TEST_CASE("faults: trailers that never end") {
  check_row(endless("trailers",
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n",
                    "X-A: " + std::string(1000, 'a') + "\r\n"));
}

TEST_CASE("faults: an answer that comes too late") {
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n";
  const Row rows[] = {
      slow("nothing at all", {.then = Then::stall}),
      slow("half a head", {.bytes = "HTTP/1.1 200 OK\r\nConte", .then = Then::stall}),
      slow("a head alone", {.bytes = head, .then = Then::stall}),
      slow("half a body", {.bytes = head + "{", .then = Then::stall}),
      slow("its head byte by byte", {.bytes = head, .drip = milliseconds(20)}),
      slow("interim answers for ever", {.flood = "HTTP/1.1 102 Processing\r\n\r\n"}),
      slow("its body byte by byte",
           {.bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string(100, '0'),
            .drip = milliseconds(20)}),
  };
  for (const Row& row : rows) {
    check_row(row);
  }
}

TEST_CASE("faults: an answer that comes slower than its connection allows") {
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n";
  const Fault faults[] = {
      {.then = Then::stall},
      {.bytes = head, .drip = milliseconds(20)},
      {.bytes = head, .then = Then::stall},
      {.bytes = head + "{", .then = Then::stall},
  };
  for (const Fault& fault : faults) {
    CAPTURE(fault.bytes);
    check_row({.name = "bounded by timeouts",
               .script = {.faults = {fault}},
               .get = lost_get,
               .post = lost_post,
               .begins = Begins::kept,
               .scene = {.config = "timeouts: { head_ms: 1000, body_ms: 1000 }, "}});
  }
}

TEST_CASE("faults: an answer that goes on for ever within the bounds of its pieces") {
  const Fault drips{.bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string(200, '0'),
                    .drip = milliseconds(20)};
  check_row({.name = "bounded by its total",
             .script = {.faults = {drips}},
             .get = lost_get,
             .post = lost_post,
             .begins = Begins::kept,
             .scene = {.config = "timeouts: { total_ms: 2000 }, "}});
}

TEST_CASE("faults: an answer whose body is not what it says") {
  std::string big = R"({"incident":{"notes":[)";
  for (int i = 0; i < 100'000; ++i) {
    big += R"({"content":"Rolled back to 4.2.1; the error rate falls."},)";
  }
  big += "null]}}";
  const Row rows[] = {
      says("invalid JSON", R"({"incident":)", garbled_get, lost_post),
      says("two values", R"({}{})", garbled_get, lost_post),
      says("invalid UTF-8", "{\"incident\":{\"title\":\"\xc3\x28\"}}", garbled_get, lost_post),
      says("an overlong zero byte", "{\"incident\":{\"title\":\"\xc0\x80\"}}", garbled_get, lost_post),
      says("half a surrogate pair", R"({"incident":{"title":"\ud800"}})", garbled_get, lost_post),
      says("a number beyond all numbers", R"({"incident":{"number":1e999}})", garbled_get, lost_post),
      says("100 000 levels", std::string(100'000, '['), garbled_get, lost_post),
      says(
          "100 000 levels of objects",
          [] {
            std::string text;
            for (int i = 0; i < 100'000; ++i) {
              text += R"({"a":)";
            }
            return text;
          }(),
          garbled_get,
          lost_post),
      says("six megabytes", big, fine, fine),
      says("nothing", "", {.says = "null"}, {.says = "null"}),
      {"HTML",
       {.faults = {{.bytes = answer("200 OK", "<html>hello</html>", "Content-Type: text/html\r\n")}}},
       {.status = CALLOUT_E_UNAVAILABLE, .retryable = true, .says = "HTML page"},
       {.status = CALLOUT_E_OUTCOME_UNKNOWN, .says = "HTML page"}},
      {"bytes that are no text",
       {.faults = {{.bytes = answer("200 OK", "\xff\xfe", "Content-Type: image/x-icon\r\n")}}},
       {.says = "base64"},
       {.says = "base64"}},
  };
  for (const Row& row : rows) {
    check_row(row);
  }
}

TEST_CASE("faults: answers that are rare and right") {
  const std::string body = R"({"incident":{}})";
  const std::string chunks = "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n2;x=y\r\n1}\r\n0\r\n";
  const Row rows[] = {
      {"no content",
       {.faults = {{.bytes = "HTTP/1.1 204 No Content\r\n\r\n"}}},
       {.says = "null"},
       {.says = "null"}},
      {"not modified",
       {.faults = {{.bytes = "HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n"}}},
       {.status = CALLOUT_E_UNAVAILABLE, .retryable = false, .says = "304"},
       {.status = CALLOUT_E_UNAVAILABLE, .retryable = false, .says = "304"}},
      {"chunks with trailers",
       {.faults = {{.bytes = "HTTP/1.1 200 OK\r\n" + chunks + "X-Checksum: 1\r\n\r\n"}}},
       {.says = R"("a":1)"},
       {.says = R"("a":1)"}},
      {"100 before it",
       {.faults = {{.bytes = "HTTP/1.1 100 Continue\r\n\r\n" + answer("200 OK", body, is_json)}}},
       {.says = "incident"},
       {.says = "incident"}},
      {"103 before it, twice",
       {.faults = {{.bytes =
                        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n" +
                        answer("200 OK", body, is_json)}}},
       {.says = "incident"},
       {.says = "incident"}},
      {"Connection: close",
       {.faults = {{.bytes = answer("200 OK", body, "Connection: close\r\n"), .then = Then::close}}},
       {.says = "incident"},
       {.says = "incident"}},
      {"HTTP/1.0",
       {.faults = {{.bytes = "HTTP/1.0 200 OK\r\n\r\n" + body, .then = Then::close}}},
       {.says = "incident"},
       {.says = "incident"}},
      {"no content type",
       {.faults = {{.bytes = answer("200 OK", body)}}},
       {.says = "incident"},
       {.says = "incident"}},
      {"bytes after the answer",
       {.faults = {{.bytes = answer("200 OK", body, is_json) + "HTTP/1.1 200 OK\r\n"}}},
       {.says = "incident"},
       {.says = "incident"}},
      {"a protocol that nobody asked for",
       {.faults = {{.bytes = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", .then = Then::close}}},
       lost_get,
       lost_post},
  };
  for (const Row& row : rows) {
    check_row(row);
  }
}
