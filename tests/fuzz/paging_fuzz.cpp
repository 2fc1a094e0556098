// Style, limits, input, then answers, a line each: pages are turned to an end that anybody can go on from. A
// '@' in an answer stands for a fresh number, so that lists may go on for ever.
#include <array>
#include <map>
#include <vector>

#include <boost/json/parse.hpp>
#include <callout/rest/paging.hpp>

#include "answer_properties.hpp"
#include "page_position.hpp"

namespace callout::fuzz {
namespace {

namespace json = boost::json;
using rest::Location;
using rest::Paging;

constexpr rest::Parameter query(std::string_view name, std::string_view schema) {
  return {name, name, Location::query, rest::ListStyle::none, false, schema};
}

constexpr std::array parameters{query("limit", R"({"type":"integer","maximum":50})"),
                                query("offset", R"({"type":"integer"})"),
                                query("since", R"({"type":"string"})"),
                                query("until", R"({"type":"string"})")};

rest::Operation operation_of(std::string_view style) {
  constexpr std::array styles{Paging::offset,
                              Paging::offset_no_more,
                              Paging::cursor,
                              Paging::after,
                              Paging::starting_after,
                              Paging::limit_only};
  constexpr std::string_view letters = "oncasl";
  const std::size_t at = letters.find(style.substr(0, 1));
  return {.id = "list",
          .path = "/things",
          .parameters = parameters,
          .paging = styles.at(at < styles.size() ? at : choose(style, styles.size())),
          .items = "things"};
}

/// The other side. It remembers what it was asked, and gives up as a deadline would.
class Server {
public:
  explicit Server(std::string_view answers) {
    while (!answers.empty()) {
      answers_.emplace_back(take_line(answers));
    }
  }

  rest::Result<rest::HttpResponse> fetch(const json::object& input) {
    require(!input.contains("page"));
    check_order(input);
    if (answers_.empty() || asked_ >= most_requests) {
      return sdk::make_problem(CALLOUT_E_DEADLINE, "the deadline has passed");
    }
    std::string body = answers_[asked_ % answers_.size()];
    ++asked_;
    for (std::size_t at = body.find('@'); at != std::string::npos; at = body.find('@')) {
      body.replace(at, 1, std::to_string(1000 + fresh_++));
    }
    return rest::HttpResponse{.status = 200, .headers = {}, .body = std::move(body)};
  }

  [[nodiscard]] bool gave_up() const { return asked_ >= most_requests; }

private:
  // Offsets of one span of time never go back, but for the one look at the deepest.
  void check_order(const json::object& input) {
    const json::value* const offset = input.if_contains("offset");
    if (offset == nullptr || !offset->is_int64() || offset->get_int64() == deepest - 1) {
      return;
    }
    const json::value* const since = input.if_contains("since");
    const json::value* const until = input.if_contains("until");
    const std::string span = (since != nullptr ? json::serialize(*since) : "") + "/" +
                             (until != nullptr ? json::serialize(*until) : "");
    const auto known = last_.find(span);
    require(known == last_.end() || known->second <= offset->get_int64());
    last_[span] = offset->get_int64();
  }

public:
  static constexpr std::int64_t deepest = 200;

private:
  static constexpr std::size_t most_requests = 2000;
  std::vector<std::string> answers_;
  std::map<std::string, std::int64_t> last_;
  std::size_t asked_ = 0;
  std::size_t fresh_ = 0;
};

struct Case {
  rest::Operation operation;
  rest::PagingLimits limits;
  std::string_view answers;
};

/// Where to go on, or empty.
std::string collect(const Case& listing, const json::object& input) {
  Server server(listing.answers);
  const rest::FetchPage fetch = [&server](const json::object& page) {
    return server.fetch(page);
  };
  const std::chrono::system_clock::time_point now{std::chrono::seconds(1'800'000'000)};
  const auto text = rest::collect_pages(listing.operation, input, fetch, listing.limits, now);
  if (!text) {
    require_problem(text.error());
    // A list that never ends is told from others long before the deadline.
    require(!server.gave_up() || input.contains("since"));
    return {};
  }
  require_json(*text);
  const json::value answer = json::parse(*text);
  const auto wish = rest::read_page_wish(input.at("page"), listing.limits);
  require(answer.at("things").as_array().size() <= static_cast<std::size_t>(wish->max_items));
  require(answer.at("truncated").is_bool());
  if (answer.at("next").is_null()) {
    return {};
  }
  require(answer.at("truncated").get_bool());
  std::string next(answer.at("next").as_string());
  require(rest::from_cursor(next, rest::subject_of(listing.operation, input)).has_value());
  return next;
}

} // namespace
} // namespace callout::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace json = boost::json;
  std::string_view text = callout::fuzz::text_of(data, size);
  const std::string_view style = callout::fuzz::take_line(text);
  const auto input = callout::sdk::parse_json(callout::fuzz::take_line(text), "input");
  if (!input || !input->is_object()) {
    return 0;
  }
  const callout::fuzz::Case listing{
      .operation = callout::fuzz::operation_of(style),
      .limits = {.connector = "fuzz",
                 .largest_page = 10,
                 .deepest_offset = callout::fuzz::Server::deepest,
                 .most_items = 300,
                 .most_bytes = 2'000,
                 .longest_range = std::chrono::hours(style.size() > 1 ? 24 : 0)},
      .answers = text};
  json::object wish = input->get_object();
  if (!callout::rest::asks_for_pages(listing.operation, wish)) {
    wish["page"] = json::object();
  }
  const std::string next = callout::fuzz::collect(listing, wish);
  if (!next.empty() && wish.at("page").is_object()) {
    wish.at("page").get_object()["resume"] = next;
    (void)callout::fuzz::collect(listing, wish);
  }
  return 0;
}
