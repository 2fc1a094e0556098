// Compressed answers, and those that only say so.
#include <stdexcept>

#include <doctest/doctest.h>
#include <zlib.h>

#include "fault_row.hpp"

using namespace callout::test;

namespace {

constexpr std::string_view body = R"({"incident":{"title":"compressed"}})";
constexpr Expected readable{.says = "compressed"};
constexpr Expected too_large{.status = CALLOUT_E_LIMIT};
constexpr Expected too_large_post{.status = CALLOUT_E_LIMIT, .unknown = true};

// A gzip member (RFC 1952) of `text`, `times` times in a row.
std::string gzip(std::string_view text, std::size_t times = 1) {
  z_stream stream{};
  constexpr int gzip_window = 15 + 16;
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("zlib cannot compress");
  }
  std::string input(text);
  std::string packed;
  std::string buffer(65'536, '\0');
  for (std::size_t i = 1; i <= times; ++i) {
    // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): zlib's bytes are unsigned
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    do {
      stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
      // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)
      stream.avail_out = static_cast<uInt>(buffer.size());
      deflate(&stream, i == times ? Z_FINISH : Z_NO_FLUSH);
      packed.append(buffer, 0, buffer.size() - stream.avail_out);
    } while (stream.avail_out == 0);
  }
  deflateEnd(&stream);
  return packed;
}

std::string encoded(std::string_view coding, std::string_view bytes) {
  return answer(
      "200 OK", bytes, "Content-Type: application/json\r\nContent-Encoding: " + std::string(coding) + "\r\n");
}

Row row_of(std::string_view name, std::string bytes, const Expected& get, const Expected& post) {
  return {.name = name, .script = {.faults = {{.bytes = std::move(bytes)}}}, .get = get, .post = post};
}

std::string without_end(std::string text, std::size_t bytes) {
  text.resize(text.size() - bytes);
  return text;
}

std::string with_broken_sum(std::string text) {
  text[text.size() - 6] = static_cast<char>(text[text.size() - 6] ^ 1); // CRC32 of the trailer
  return text;
}

} // namespace

TEST_CASE("faults: a compressed answer is read") {
  const std::string packed = gzip(body);
  const std::string chunked =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
      "Transfer-Encoding: chunked\r\n\r\n1\r\n" +
      packed.substr(0, 1) + "\r\n";
  std::string size(8, '0'); // in hexadecimal digits
  for (std::size_t left = packed.size() - 1, i = size.size(); i-- > 0; left /= 16) {
    size[i] = "0123456789abcdef"[left % 16];
  }
  const Row rows[] = {
      row_of("gzip", encoded("gzip", packed), readable, readable),
      row_of("in capitals", encoded("GZIP", packed), readable, readable),
      row_of("x-gzip (RFC 9110, 8.4.1.3)", encoded("x-gzip", packed), readable, readable),
      row_of("identity", encoded("identity", body), readable, readable),
      row_of("in chunks", chunked + size + "\r\n" + packed.substr(1) + "\r\n0\r\n\r\n", readable, readable),
      row_of("of nothing", encoded("gzip", gzip("")), {.says = "null"}, {.says = "null"}),
  };
  for (const Row& row : rows) {
    check_row(row);
  }
}

TEST_CASE("faults: a compressed answer that grows beyond all bounds") {
  const std::string megabyte(1'000'000, '[');
  const Row rows[] = {
      row_of("100 megabytes", encoded("gzip", gzip(megabyte, 100)), too_large, too_large_post),
      row_of("a bomb in a bomb", encoded("gzip, gzip", gzip(gzip(megabyte, 100))), lost_get, lost_post),
  };
  for (const Row& row : rows) {
    check_row(row);
  }
}

TEST_CASE("faults: a compressed answer that is broken") {
  const std::string packed = gzip(body);
  const Row rows[] = {
      row_of("not compressed", encoded("gzip", body), lost_get, lost_post),
      row_of("cut", encoded("gzip", without_end(packed, 12)), lost_get, lost_post),
      row_of("without its trailer", encoded("gzip", without_end(packed, 8)), lost_get, lost_post),
      row_of("another checksum", encoded("gzip", with_broken_sum(packed)), lost_get, lost_post),
      row_of("bytes behind it", encoded("gzip", packed + "more"), lost_get, lost_post),
      row_of("nothing at all", encoded("gzip", ""), {.says = "null"}, {.says = "null"}),
      row_of("a coding that nobody asked for", encoded("br", packed), lost_get, lost_post),
  };
  for (const Row& row : rows) {
    check_row(row);
  }
}
