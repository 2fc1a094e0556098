#include <string>
#include <string_view>

#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include "curated/event_message.hpp"

namespace json = boost::json;
using namespace callout::pagerduty::curated;

namespace {

EventMessage message_of(const std::string& summary, json::object details = {}) {
  return {.event = {{"payload", {{"summary", summary}, {"custom_details", std::move(details)}}}}};
}

std::string repeated(std::string_view text, std::size_t count) {
  std::string whole;
  for (std::size_t i = 0; i < count; ++i) {
    whole += text;
  }
  return whole;
}

std::string summary_of(const EventMessage& message) {
  return std::string(message.event.at("payload").at("summary").as_string());
}

} // namespace

TEST_CASE("cut_summary: 1024 characters, not bytes, and whole ones") {
  struct Row {
    std::string_view letter;
    std::size_t count;
    std::string expected;
  };

  const Row rows[] = {
      {"a", 1024, repeated("a", 1024)},
      {"a", 1025, repeated("a", 1021) + "..."},
      {"ü", 1024, repeated("ü", 1024)},
      {"😀", 2000, repeated("😀", 1021) + "..."},
  };
  for (const Row& row : rows) {
    EventMessage message = message_of(repeated(row.letter, row.count));
    cut_summary(message);
    CHECK((summary_of(message) == row.expected));
    CHECK(message.cut.empty() == (row.count <= 1024));
  }
}

TEST_CASE("cut_summary: says what it cut") {
  EventMessage message = message_of(repeated("x", 3000));
  cut_summary(message);
  CHECK(message.cut == json::array{json::value{
                           {"pointer", "/summary"}, {"unit", "characters"}, {"was", 3000}, {"now", 1024}}});
}

TEST_CASE("fitting_dedup_key: a long key stays its own") {
  CHECK(fitting_dedup_key("db-1/disk") == "db-1/disk");
  CHECK(fitting_dedup_key(std::string(255, 'k')) == std::string(255, 'k'));
  const std::string cut = fitting_dedup_key(std::string(300, 'k'));
  // From the sha256 of another program.
  CHECK(cut == std::string(190, 'k') + "/17b16d8ef494060fefa36a6a41567b8c32d213a17e02b7eeae86158cc4495461");
  CHECK(cut.size() == 255);
  CHECK(fitting_dedup_key(std::string(300, 'k')) == cut);
  CHECK(fitting_dedup_key(std::string(301, 'k')) != cut);
}

TEST_CASE("set_dedup_key: says what it cut, and what was sent instead") {
  EventMessage message = message_of("x");
  set_dedup_key(message, "db-1/disk");
  CHECK(message.event.at("dedup_key") == "db-1/disk");
  CHECK(message.cut.empty());
  const std::string key = repeated("ü", 300);
  set_dedup_key(message, key);
  CHECK(message.cut == json::array{json::value{{"pointer", "/dedup_key"},
                                               {"unit", "characters"},
                                               {"was", 300},
                                               {"now", 255},
                                               {"sent", fitting_dedup_key(key)}}});
}

TEST_CASE("cut_details: what fits stays as it is") {
  EventMessage message = message_of("x", {{"log", std::string(400'000, 'l')}});
  const json::object before = message.event;
  CHECK(cut_details(message));
  CHECK(message.event == before);
  CHECK(message.cut.empty());
}

TEST_CASE("cut_details: the largest text is shortened until the whole fits") {
  EventMessage message =
      message_of("x", {{"host", "db-1"}, {"log/tail", repeated("\"\n", 300'000)}, {"code", 7}});
  CHECK(cut_details(message));
  CHECK(json::serialize(message.event).size() <= largest_event);
  const json::object& details = message.event.at("payload").at("custom_details").as_object();
  CHECK(details.at("host") == "db-1");
  CHECK(details.at("code") == 7);
  CHECK(details.at("log/tail").as_string().size() > 200'000); // escapes take twice that
  CHECK(std::string_view(details.at("log/tail").as_string()).ends_with("..."));
  REQUIRE(message.cut.size() == 1);
  CHECK(message.cut.at(0).at("pointer") == "/custom_details/log~1tail");
  CHECK(message.cut.at(0).at("was") == 1'200'002);
  CHECK(message.cut.at(0).at("now").as_int64() ==
        static_cast<std::int64_t>(json::serialize(details.at("log/tail")).size()));
}

TEST_CASE("cut_details: what is no text is left out, the largest first") {
  json::array numbers(200'000, json::value(123456));
  EventMessage message = message_of("x", {{"numbers", numbers}, {"few", json::array{1, 2}}});
  CHECK(cut_details(message));
  CHECK(message.event.at("payload").at("custom_details") == json::object{{"few", json::array{1, 2}}});
  CHECK(message.cut.at(0).at("pointer") == "/custom_details/numbers");
  CHECK(message.cut.at(0).at("now") == 0);
}

TEST_CASE("cut_details: gives up when other members are too large") {
  EventMessage message = message_of("x", {{"log", "short"}});
  message.event["client"] = std::string(600'000, 'c');
  CHECK(!cut_details(message));
  CHECK(largest_member(message) == "/client");
}

TEST_CASE("with_addresses: a text is an address, an object stays") {
  const json::array links{"https://a.example", json::object{{"href", "https://b.example"}, {"text", "B"}}};
  CHECK(with_addresses(links, "href") ==
        json::array{json::object{{"href", "https://a.example"}}, links.at(1)});
}
