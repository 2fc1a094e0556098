#include <doctest/doctest.h>
#include <error_text.hpp>
#include <secret_text.hpp>

using namespace callout::rest;

TEST_CASE("printable: one line, whole characters, bounded, without the secret") {
  CHECK(printable("a\r\nb\tc") == "a  b c");
  CHECK(printable("client s3cret is wrong", "s3cret").empty());
  CHECK(printable("client is wrong", "s3cret") == "client is wrong");
  CHECK(printable("x", "") == "x");
  CHECK(printable(std::string(1000, 'x')).size() == 500);
  const std::string accents = std::string(499, 'x') + "\xC3\xA9\xC3\xA9";
  CHECK(printable(accents) == std::string(499, 'x'));
  CHECK(printable("caf\xC3\xA9") == "caf\xC3\xA9");
  CHECK(printable("caf\xE9.example.com") == "caf?.example.com");
}

TEST_CASE("json_object_of: anything but an object is empty") {
  CHECK(json_object_of(R"({"a":1})").size() == 1);
  for (const std::string_view other :
       {"", "[1]", "null", "<html>", "{", "{\"a\":1}x", "{\"a\":1e309}", "{\"a\":\"\xFF\"}"}) {
    CHECK(json_object_of(other).empty());
  }
  CHECK(json_object_of(std::string(1000, '[')).empty());
}

TEST_CASE("encode_base64: RFC 4648, 10") {
  CHECK(encode_base64("").empty());
  CHECK(encode_base64("f") == "Zg==");
  CHECK(encode_base64("fo") == "Zm8=");
  CHECK(encode_base64("foobar") == "Zm9vYmFy");
}

TEST_CASE("wipe: leaves nothing behind, also after the text became shorter") {
  std::string secret(100, 's');
  const char* const memory = secret.data();
  secret.resize(3);
  wipe(secret);
  CHECK(secret.empty());
  CHECK(std::string_view(memory, 100).find('s') == std::string_view::npos);
}
