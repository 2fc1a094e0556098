// Answers that are packed.
#include <doctest/doctest.h>
#include <zlib.h>

#include "client_fixture.hpp"

namespace {

using namespace callout;
using namespace callout::test;

std::string pack(std::string text) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) ==
          Z_OK);
  std::string packed(deflateBound(&stream, text.size()), '\0');
  // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): zlib's bytes are unsigned
  stream.next_in = reinterpret_cast<Bytef*>(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string packed_answer(const std::string& packed, std::string_view coding = "gzip") {
  return ok_answer(packed, "Content-Encoding: " + std::string(coding) + "\r\n");
}

std::string in_chunks(const std::string& body) {
  constexpr std::size_t size = 7; // one digit, which is the same in hexadecimal
  std::string chunks;
  for (std::size_t at = 0; at < body.size(); at += size) {
    const std::string chunk = body.substr(at, size);
    chunks += std::to_string(chunk.size()) + "\r\n" + chunk + "\r\n";
  }
  return chunks + "0\r\n\r\n";
}

// Text that does not pack well.
std::string noise(std::size_t size) {
  std::string text(size, ' ');
  std::uint32_t state = 1;
  for (char& letter : text) {
    state = state * 1664525 + 1013904223;
    letter = static_cast<char>('a' + (state >> 24U) % 26);
  }
  return text;
}

rest::Result<rest::HttpResponse> ask(const std::string& answer,
                                     const rest::HttpRequest& request,
                                     const rest::ClientOptions& options = trusting_options()) {
  const TlsServer server([&answer](const std::string&, int) { return Reaction{answer}; });
  return rest::HttpClient(options).send(origin_of(server), request, patience());
}

} // namespace

TEST_CASE("gzip: a packed body arrives unpacked, and without the headers that speak of the packed one") {
  const std::string small = R"({"incidents":[]})";
  const std::string large = noise(3'000'000);
  const std::string packed = pack(small);

  struct Row {
    std::string_view name;
    std::string answer;
    std::string body;
  };

  const Row rows[] = {
      {"small", packed_answer(packed), small},
      {"large", packed_answer(pack(large)), large},
      {"empty text", packed_answer(pack("")), ""},
      {"by its old name, in capitals", packed_answer(packed, "X-GZIP"), small},
      {"in two members", packed_answer(packed + pack(" ")), small + " "},
      {"in chunks",
       "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n" + in_chunks(packed),
       small},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto response = ask(row.answer, get());
    REQUIRE(response.has_value());
    CHECK((response->body == row.body));
    CHECK(response->header("Content-Encoding").empty());
    CHECK(response->header("Content-Length").empty());
  }
  CHECK(ask(rows[0].answer, get())->received == packed.size());
}

TEST_CASE("gzip: what is not packed stays as it is") {
  for (const std::string_view header : {"", "Content-Encoding: identity\r\n"}) {
    const auto response = ask(ok_answer("{}", std::string(header)), get());
    REQUIRE(response.has_value());
    CHECK(response->body == "{}");
    CHECK(response->received == 2);
  }
  rest::HttpRequest head = get();
  head.method = rest::Method::head;
  const auto response = ask("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\n", head);
  REQUIRE(response.has_value());
  CHECK(response->header("Content-Encoding") == "gzip");
}

TEST_CASE("gzip: a body that cannot be unpacked is no answer") {
  const std::string packed = pack(noise(1000));
  std::string wrong_sum = packed;
  wrong_sum[wrong_sum.size() - 6] ^= 1;

  struct Row {
    std::string_view name;
    std::string answer;
    std::string_view says;
  };

  const Row rows[] = {
      {"plain text", packed_answer("{\"a\":1}"), "its body says it is gzip and is not"},
      {"cut short", packed_answer(packed.substr(0, 300)), "says it is gzip and is not"},
      {"without its last byte", packed_answer(packed.substr(0, packed.size() - 1)), "is gzip and is not"},
      {"with a wrong check sum", packed_answer(wrong_sum), "is gzip and is not"},
      {"followed by something else", packed_answer(packed + "hello"), "is gzip and is not"},
      {"another coding", packed_answer(packed, "br"), "the Content-Encoding `br`, which nobody asked for"},
      {"packed twice", packed_answer(pack(packed), "gzip, gzip"), "the Content-Encoding `gzip, gzip`"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto got = ask(row.answer, get());
    REQUIRE(got.has_error());
    CAPTURE(got.error().detail());
    CHECK(got.error().status == CALLOUT_E_UNAVAILABLE);
    CHECK(got.error().detail().find(row.says) != std::string_view::npos);
    const auto posted = ask(row.answer, post());
    REQUIRE(posted.has_error());
    CHECK(posted.error().status == CALLOUT_E_OUTCOME_UNKNOWN);
  }
}

TEST_CASE("gzip: the bound of a body is that of what it unpacks to, and no body unpacks without end") {
  std::string emptiness;
  emptiness.resize(20'000'000, ' ');
  const std::string bomb = pack(std::move(emptiness));
  REQUIRE(bomb.size() < 30'000);
  rest::ClientOptions narrow = trusting_options();
  narrow.body_limit = 10'000;

  struct Row {
    std::string_view name;
    std::string answer;
    rest::ClientOptions options;
    std::string_view says;
  };

  const Row rows[] = {
      {"over the limit",
       packed_answer(pack(std::string(10'001, ' '))),
       narrow,
       "its body is over 10000 bytes"},
      {"a bomb", packed_answer(bomb), trusting_options(), "unpacks to over 200 times its size"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto got = ask(row.answer, get(), row.options);
    REQUIRE(got.has_error());
    CHECK(got.error().status == CALLOUT_E_LIMIT);
    CHECK(got.error().detail().find(row.says) != std::string_view::npos);
  }
  CHECK(ask(packed_answer(pack(std::string(10'000, ' '))), get(), narrow).has_value());
  CHECK(
      ask(packed_answer(pack(std::string(1'000'000, ' '))), get()).has_value()); // small, whatever its ratio
}

TEST_CASE("gzip: is offered unless the options say otherwise") {
  for (const bool offered : {true, false}) {
    const TlsServer server([](const std::string&, int) { return Reaction{ok_answer("{}")}; });
    rest::ClientOptions options = trusting_options();
    options.accept_gzip = offered;
    CHECK(rest::HttpClient(options).send(origin_of(server), get(), patience()).has_value());
    CHECK((server.requests().at(0).find("\r\nAccept-Encoding: gzip\r\n") != std::string::npos) == offered);
  }
}

TEST_CASE("client: a refusal whose text cannot be unpacked is a refusal all the same") {
  const std::string answer = "HTTP/1.1 403 Forbidden\r\nContent-Encoding: br\r\nContent-Length: 3\r\n\r\nabc";
  const auto response = ask(answer, post());
  REQUIRE(response.has_value());
  CHECK(response->status == 403);
  CHECK(response->body.empty());
}
