// Connections that do not come about, or end before they should.
#include <doctest/doctest.h>

#include "fault_row.hpp"

using namespace callout::test;
using std::chrono::milliseconds;

namespace {

constexpr Expected unsent{.status = CALLOUT_E_UNAVAILABLE, .requests = 0, .retryable = true};

std::string json_lines() {
  return "Content-Type: application/json\r\n";
}

const std::string whole = answer("200 OK", R"({"incident":{}})", json_lines());

} // namespace

TEST_CASE("faults: a connection that does not come about") {
  const Row rows[] = {
      {"reset at once", {.greetings = {Greeting::reset}}, unsent, unsent},
      {"reset in the handshake", {.greetings = {Greeting::reset_in_handshake}}, unsent, unsent},
      {"plain HTTP on the TLS port", {.greetings = {Greeting::refuse_tls}}, unsent, unsent},
      {"TLS 1.0 only", {.greetings = {Greeting::tls_1_0}}, unsent, unsent},
      {.name = "no handshake within the connect timeout",
       .script = {.greetings = {Greeting::silence}},
       .get = unsent,
       .post = unsent,
       .scene = {.config = "timeouts: { connect_ms: 1000 }, "}},
      {.name = "no handshake before the deadline",
       .script = {.greetings = {Greeting::silence}},
       .get = {.status = CALLOUT_E_DEADLINE, .requests = 0},
       .post = {.status = CALLOUT_E_DEADLINE, .requests = 0},
       .time = milliseconds(400)},
  };
  for (const Row& row : rows) {
    check_row(row);
  }
}

TEST_CASE("faults: a connection that ends before the answer") {
  const Row rows[] = {
      {"reset before the request is read",
       {.faults = {{.then = Then::reset, .reads = Reads::nothing}}},
       lost_get,
       lost_post},
      {"reset between the request's head and body",
       {.faults = {{.then = Then::reset, .reads = Reads::head}}},
       lost_get,
       lost_post},
      {"reset after the request", {.faults = {{.then = Then::reset}}}, lost_get, lost_post},
      {"closed after the request", {.faults = {{.then = Then::close}}}, lost_get, lost_post},
      {"cut after the request", {.faults = {{.then = Then::cut}}}, lost_get, lost_post},
      {"reset in the status line",
       {.faults = {{.bytes = "HTTP/1.1 2", .then = Then::reset}}},
       lost_get,
       lost_post},
      {"closed in the headers",
       {.faults = {{.bytes = "HTTP/1.1 200 OK\r\nContent-Ty", .then = Then::close}}},
       lost_get,
       lost_post},
      {"reset in the headers",
       {.faults = {{.bytes = "HTTP/1.1 200 OK\r\nContent-Ty", .then = Then::reset}}},
       lost_get,
       lost_post},
      {"reset after the headers",
       {.faults = {{.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", .then = Then::reset}}},
       lost_get,
       lost_post},
  };
  for (const Row& row : rows) {
    check_row(row);
  }
}

TEST_CASE("faults: a connection that ends in the body or after it") {
  const std::string half = whole.substr(0, whole.size() - 8);
  const std::string open_end = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"incident\":{}}";
  const Row rows[] = {
      {"reset in the body", {.faults = {{.bytes = half, .then = Then::reset}}}, lost_get, lost_post},
      {"closed in the body", {.faults = {{.bytes = half, .then = Then::close}}}, lost_get, lost_post},
      {"cut in the body", {.faults = {{.bytes = half, .then = Then::cut}}}, lost_get, lost_post},
      {"reset after the body", {.faults = {{.bytes = whole, .then = Then::reset}}}, fine, fine},
      {"closed after the body", {.faults = {{.bytes = whole, .then = Then::close}}}, fine, fine},
      {"cut after the body", {.faults = {{.bytes = whole, .then = Then::cut}}}, fine, fine},
      {"a body that ends with the TLS session",
       {.faults = {{.bytes = open_end, .then = Then::close}}},
       fine,
       fine},
      {"a body without length that is cut",
       {.faults = {{.bytes = open_end, .then = Then::cut}}},
       lost_get,
       lost_post},
      {"cut between chunks",
       {.faults = {{.bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
                    .then = Then::cut}}},
       lost_get,
       lost_post},
  };
  for (const Row& row : rows) {
    check_row(row);
  }
}

TEST_CASE("faults: a kept connection that ends when it is used again") {
  const SceneOptions one_attempt{.config = "retry: { max_attempts: 1 }, "};
  for (const Then how : {Then::reset, Then::close, Then::cut}) {
    for (const Reads reads : {Reads::nothing, Reads::all}) {
      CAPTURE(static_cast<int>(how));
      CAPTURE(static_cast<int>(reads));
      check_row({.name = "the GET goes out once more on a new one, the POST does not",
                 .script = {.faults = {{.then = how, .reads = reads}}},
                 .get = fine_again,
                 .post = lost_post,
                 .begins = Begins::kept,
                 .lasts = Lasts::once,
                 .scene = one_attempt});
      check_row({.name = "nor does the GET a third time",
                 .script = {.faults = {{.then = how, .reads = reads}}},
                 .get = lost_get,
                 .post = lost_post,
                 .begins = Begins::kept,
                 .scene = one_attempt});
    }
  }
}
