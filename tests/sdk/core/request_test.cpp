#include <optional>
#include <string>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <callout/sdk/request.hpp>
#include <callout/sdk/testing.hpp>
#include <doctest/doctest.h>

using namespace callout::sdk;

TEST_CASE("request: what a plugin copies of it outlives it") {
  const testing::FakeHost host;
  std::string input = R"({"names":["a name that is too long for a small string"],"limit":3})";
  std::string session = R"({"access_token":"a token that is too long for a small string"})";
  boost::json::object kept_input;
  boost::json::value kept_session;
  {
    callout_call open;
    callout_request raw{};
    raw.struct_size = sizeof raw;
    raw.input = to_callout_str(input);
    raw.session = to_callout_str(session);
    const Request request(*host.table(), open, raw);
    kept_input = boost::json::object(request.input());
    kept_session = boost::json::value(request.session());
    CHECK(*kept_input.storage() == *boost::json::storage_ptr());
  }
  CHECK(boost::json::serialize(kept_input) == input);
  CHECK(boost::json::serialize(kept_session) == session);
}
