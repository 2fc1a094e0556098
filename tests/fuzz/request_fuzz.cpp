// An operation's name, then its input: checked and turned into a request, or refused. Rows are PagerDuty's,
// and some of our own that hold what PagerDuty's lack.
#include <array>

#include <callout/rest/request_validator.hpp>

#include "answer_properties.hpp"
#include "catalog.hpp"
#include "target_properties.hpp"

namespace callout::fuzz {
namespace {

using rest::ListStyle;
using rest::Location;

constexpr std::array parameters{
    rest::Parameter{"id", "id", Location::path, ListStyle::none, true, R"({"type":"string"})"},
    rest::Parameter{"tokens",
                    "tokens[]",
                    Location::query,
                    ListStyle::repeat,
                    false,
                    R"({"type":"array","maxItems":2,"items":{"type":"string","enum":["a","b"]}})"},
    rest::Parameter{"code",
                    "code",
                    Location::query,
                    ListStyle::none,
                    false,
                    R"({"type":"string","pattern":"^([a-z]+)*x$","maxLength":9})"},
    rest::Parameter{"unreadable",
                    "unreadable",
                    Location::query,
                    ListStyle::none,
                    false,
                    R"({"type":"string","pattern":"(?<=never"})"},
    rest::Parameter{"ratio",
                    "ratio",
                    Location::query,
                    ListStyle::none,
                    false,
                    R"({"type":"number","minimum":-1.5,"exclusiveMaximum":1e300})"},
    rest::Parameter{"sort", "sort", Location::query, ListStyle::comma, false, R"({"type":"array"})"}};
constexpr std::array operations{rest::Operation{.id = "fuzz.everything",
                                                .method = rest::Method::post,
                                                .path = "/things/{id}/parts",
                                                .parameters = parameters,
                                                .body = "body",
                                                .body_required = true},
                                rest::Operation{.id = "fuzz.text",
                                                .method = rest::Method::put,
                                                .path = "/text",
                                                .body = "text",
                                                .content_type = "text/plain"}};
constexpr std::array schemas{
    rest::NamedSchema{"body", R"({"type":"object","required":["name"],"properties":{"name":{"type":"string",
"pattern":"^[^/]+$"},"passwords":{"type":"array","items":{"type":"string","maxLength":4}},"token":{"type":"integer"},
"tree":{"$ref":"#/$defs/tree"},"one":{"oneOf":[{"type":"integer"},{"type":"object","required":["a"]}]}}})"},
    rest::NamedSchema{"text", R"({"type":"string","minLength":2})"},
    rest::NamedSchema{"tree", R"({"type":"array","uniqueItems":true,"items":{"$ref":"#/$defs/tree"}})"}};
constexpr rest::Catalog own_catalog{operations, schemas};

struct Row {
  const rest::RequestValidator& validator;
  const rest::Operation& operation;
};

Row row_of(std::string_view name) {
  static const rest::RequestValidator pagerduty(pagerduty::rest_catalog());
  static const rest::RequestValidator own(own_catalog);
  if (name.substr(0, 5) == "fuzz.") {
    const rest::Operation* const found = own_catalog.find(name);
    return {own, found != nullptr ? *found : operations.front()};
  }
  const auto rows = pagerduty::rest_catalog().operations;
  const rest::Operation* const found = pagerduty::rest_catalog().find(name);
  return {pagerduty, found != nullptr ? *found : rows[choose(name, rows.size())]};
}

auto slashes(std::string_view path) {
  return std::count(path.begin(), path.end(), '/');
}

void check(const Row& row, const boost::json::object& input) {
  static const boost::json::object defaults{{"from", "a@example.com"}};
  const auto request = row.validator.build_request(
      row.operation, input, {.connector = "fuzz", .base_path = "/v2", .defaults = &defaults});
  if (!request) {
    require_problem(request.error());
    require_kept(input, boost::json::serialize(request.error().members));
    require(request.error().status == CALLOUT_E_INVALID_ARGUMENT);
    return;
  }
  require_target(request->target, "/v2");
  require(slashes(std::string_view(request->target).substr(0, request->target.find('?'))) ==
          1 + slashes(row.operation.path)); // a value stays one segment
  if (!request->body.empty() && row.operation.content_type == "application/json") {
    require_json(request->body);
  }
}

} // namespace
} // namespace callout::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = callout::fuzz::text_of(data, size);
  const callout::fuzz::Row row = callout::fuzz::row_of(callout::fuzz::take_line(text));
  const auto input = callout::sdk::parse_json(text, "input");
  if (input && input->is_object()) {
    callout::fuzz::check(row, input->get_object());
  }
  return 0;
}
