#include "page_position.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>
#include <boost/json/value_to.hpp>
#include <callout/rest/nearest_name.hpp>
#include <callout/rest/rate_limiter.hpp>
#include <openssl/evp.h>

#include "secret_text.hpp"

namespace callout::rest {
namespace {

namespace json = boost::json;

constexpr std::int64_t version = 1;

sdk::Problem refuse(std::string_view pointer, std::string_view text, std::string_view hint = {}) {
  sdk::Problem problem =
      sdk::make_problem(CALLOUT_E_INVALID_ARGUMENT, std::string(pointer) + " " + std::string(text), hint);
  problem.members["pointer"] = pointer;
  return problem;
}

sdk::Problem bad_cursor() {
  return refuse("/page/resume",
                "is no cursor of this action with these filters",
                "Give `next` of an earlier result as it was, and the same input beside `page`.");
}

std::optional<std::string> decode_base64(std::string_view text) {
  std::string bytes(text.size(), '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), // NOLINT: bytes are bytes
                                   reinterpret_cast<const unsigned char*>(text.data()), // NOLINT: the same
                                   static_cast<int>(text.size()));
  if (size < 0) {
    return std::nullopt;
  }
  bytes.resize(static_cast<std::size_t>(size));
  while (!bytes.empty() && bytes.back() == '\0') { // what padding stood for
    bytes.pop_back();
  }
  return bytes;
}

json::array to_json(const std::vector<TimeRange>& ranges) {
  json::array result;
  for (const TimeRange& range : ranges) {
    result.emplace_back(
        json::array{range.since.time_since_epoch().count(), range.until.time_since_epoch().count()});
  }
  return result;
}

// Throws when the value has another shape.
PagePosition read_position(const json::object& object) {
  PagePosition position;
  position.offset = object.at("offset").to_number<std::int64_t>();
  position.cursor = json::value_to<std::string>(object.at("cursor"));
  position.skip = object.at("skip").to_number<std::size_t>();
  position.lost = object.at("lost").as_bool();
  position.seen = json::value_to<std::vector<std::uint64_t>>(object.at("seen"));
  for (const json::value& range : object.at("ranges").as_array()) {
    const auto at = [&range](std::size_t index) {
      return std::chrono::sys_seconds(
          std::chrono::seconds(range.as_array().at(index).to_number<std::int64_t>()));
    };
    position.ranges.push_back({at(0), at(1)});
  }
  return position;
}

bool is_usable(const PagePosition& position) {
  return position.offset >= 0 && std::ssize(position.ranges) <= most_ranges;
}

} // namespace

std::string to_cursor(const PagePosition& position, std::string_view subject) {
  return encode_base64(json::serialize(json::object{{"v", version},
                                                    {"of", subject},
                                                    {"offset", position.offset},
                                                    {"cursor", position.cursor},
                                                    {"skip", position.skip},
                                                    {"lost", position.lost},
                                                    {"ranges", to_json(position.ranges)},
                                                    {"seen", json::value_from(position.seen)}}));
}

Result<PagePosition> from_cursor(std::string_view text, std::string_view subject) {
  const auto decoded = decode_base64(text);
  boost::system::error_code error;
  const json::value value = decoded ? json::parse(*decoded, error) : json::value();
  const json::object* const object = error ? nullptr : value.if_object();
  if (object == nullptr) {
    return bad_cursor();
  }
  try {
    if (object->at("v") != version || json::value_to<std::string>(object->at("of")) != subject) {
      return bad_cursor();
    }
    PagePosition position = read_position(*object);
    return is_usable(position) ? Result<PagePosition>(std::move(position)) : bad_cursor();
  } catch (const std::exception&) { // a member is missing or of another type
    return bad_cursor();
  }
}

std::string subject_of(const Operation& operation, const json::object& input) {
  json::object filters = input;
  filters.erase("page");
  filters.erase("limit");
  constexpr std::size_t enough = 12;
  return encode_base64(digest_of({operation.id, json::serialize(filters)}).substr(0, enough));
}

Result<PageWish> read_page_wish(const json::value& page, const PagingLimits& limits) {
  static constexpr std::array<std::string_view, 3> known{"all", "max_items", "resume"};
  const json::object* const object = page.if_object();
  if (object == nullptr) {
    return refuse("/page", "must be an object", R"(Write "page": {"all": true}.)");
  }
  PageWish wish{.max_items = limits.most_items};
  for (const auto& member : *object) {
    const std::string_view name = member.key();
    const json::value& value = member.value();
    if (name == "all" && value.is_bool()) {
      wish.all = value.get_bool();
    } else if (name == "max_items" && value.is_int64() && value.get_int64() > 0) {
      wish.max_items = value.get_int64();
    } else if (name == "resume" && (value.is_string() || value.is_null())) {
      wish.resume = value.is_string() ? std::string(value.get_string()) : std::string();
    } else if (std::find(known.begin(), known.end(), name) == known.end()) {
      return refuse("/page", "has an " + unknown_member(name, known));
    } else {
      return refuse("/page/" + std::string(name),
                    "has a wrong value",
                    "`all` is true or false, `max_items` a number above 0, `resume` a text.");
    }
  }
  return wish;
}

json::object page_schema() {
  return {
      {"type", "object"},
      {"title", "Pages"},
      {"description",
       "Fetches page after page and answers all items under the list's name, with `truncated` and `next`."},
      {"additionalProperties", false},
      {"properties",
       {{"all", {{"type", "boolean"}, {"default", true}, {"description", "false: one page"}}},
        {"max_items",
         {{"type", "integer"}, {"minimum", 1}, {"description", "How many items one answer holds at most"}}},
        {"resume",
         {{"type", {"string", "null"}}, {"description", "`next` of an earlier answer: goes on there"}}}}}};
}

} // namespace callout::rest
