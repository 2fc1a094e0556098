#include "sandbox/faults.hpp"

#include <algorithm>
#include <array>

#include <boost/json/serialize.hpp>

#include "sandbox/errors.hpp"
#include "sandbox/members.hpp"

namespace callout::sandbox {
namespace {

constexpr std::array known_members{
    "status", "headers", "body", "delay_ms", "drop", "count", "method", "path", "after_effect"};
constexpr std::int64_t longest_delay_ms = 600000;

std::optional<Drop> drop_named(std::string_view name) {
  if (name.empty()) {
    return Drop::none;
  }
  if (name == "before") {
    return Drop::before;
  }
  if (name == "after_headers") {
    return Drop::after_headers;
  }
  return name == "mid_body" ? std::optional(Drop::mid_body) : std::nullopt;
}

// An integer within [low, high]; `otherwise` when the member is absent, nullopt when it is wrong.
std::optional<std::int64_t>
integer(const json::object& document, std::string_view name, std::int64_t low, std::int64_t high) {
  const json::value* value = document.if_contains(name);
  if (value == nullptr || !value->is_int64() || value->get_int64() < low || value->get_int64() > high) {
    return std::nullopt;
  }
  return value->get_int64();
}

std::string wrong_member(const json::object& document) {
  for (const auto& entry : document) {
    if (std::find(known_members.begin(), known_members.end(), entry.key()) == known_members.end()) {
      return "fault: unknown member '" + std::string(entry.key()) + "'";
    }
  }
  if (has(document, "status") && !integer(document, "status", 200, 599)) {
    return "fault: /status must be an integer from 200 to 599";
  }
  if (has(document, "count") && !integer(document, "count", 1, 1000000)) {
    return "fault: /count must be an integer from 1 to 1000000";
  }
  if (has(document, "delay_ms") && !integer(document, "delay_ms", 0, longest_delay_ms)) {
    return "fault: /delay_ms must be an integer from 0 to " + std::to_string(longest_delay_ms);
  }
  if (has(document, "headers") && child(document, "headers") == nullptr) {
    return "fault: /headers must be an object of strings";
  }
  if (!drop_named(text(document, "drop"))) {
    return "fault: /drop must be before, after_headers or mid_body";
  }
  if (has(document, "after_effect") && !document.at("after_effect").is_bool()) {
    return "fault: /after_effect must be true or false";
  }
  const bool acts = has(document, "status") || has(document, "delay_ms") || has(document, "drop") ||
                    has(document, "body") || has(document, "headers");
  return acts ? "" : "fault: give at least one of status, body, headers, delay_ms and drop";
}

std::string body_text(const json::value& body) {
  return body.is_string() ? std::string(body.get_string()) : json::serialize(body);
}

void set_header(Response& response, const Header& header) {
  std::erase_if(response.headers,
                [&](const Header& present) { return equal_ignoring_case(present.name, header.name); });
  response.headers.push_back(header);
}

Response usual_answer(unsigned status) {
  if (status == 429) {
    return api_error(status, 2020, "Rate Limit Exceeded");
  }
  return api_error(status, status == 500 ? 2000 : 2099, "The sandbox was told to fail this request");
}

bool starts_like_html(std::string_view body) {
  return body.starts_with("<");
}

bool starts_like_json(std::string_view body) {
  return body.starts_with("{") || body.starts_with("[");
}

} // namespace

bool Fault::takes_effect() const {
  return after_effect || (status == 0 && drop != Drop::before);
}

boost::system::result<Fault, std::string> parse_fault(const json::object& document) {
  if (std::string wrong = wrong_member(document); !wrong.empty()) {
    return {boost::system::in_place_error, std::move(wrong)};
  }
  Fault fault;
  fault.method = std::string(text(document, "method"));
  fault.path = std::string(text(document, "path"));
  fault.count = static_cast<std::size_t>(integer(document, "count", 1, 1000000).value_or(1));
  fault.status = static_cast<unsigned>(integer(document, "status", 200, 599).value_or(0));
  fault.delay = std::chrono::milliseconds(integer(document, "delay_ms", 0, longest_delay_ms).value_or(0));
  fault.drop = drop_named(text(document, "drop")).value_or(Drop::none);
  fault.after_effect = has(document, "after_effect") && document.at("after_effect").as_bool();
  if (const json::object* headers = child(document, "headers")) {
    for (const auto& entry : *headers) {
      fault.headers.push_back({std::string(entry.key()), body_text(entry.value())});
    }
  }
  if (has(document, "body")) {
    fault.body = body_text(document.at("body"));
  }
  return fault;
}

Response spoil(const Fault& fault, Response real) {
  Response answer = fault.status != 0 ? usual_answer(fault.status) : std::move(real);
  if (fault.body) {
    const char* type = starts_like_html(*fault.body)   ? "text/html"
                       : starts_like_json(*fault.body) ? "application/json"
                                                       : "text/plain";
    answer.body = *fault.body;
    set_header(answer, {"Content-Type", type});
  }
  for (const Header& header : fault.headers) {
    set_header(answer, header);
  }
  answer.delay = fault.delay;
  answer.drop = fault.drop;
  return answer;
}

void Faults::add(Fault fault) {
  faults_.push_back(std::move(fault));
}

void Faults::clear() {
  faults_.clear();
}

std::size_t Faults::waiting() const {
  return faults_.size();
}

std::optional<Fault> Faults::take(const Request& request) {
  const std::string path = request.path();
  const auto found = std::find_if(faults_.begin(), faults_.end(), [&](const Fault& fault) {
    return (fault.method.empty() || fault.method == request.method) && path.starts_with(fault.path);
  });
  if (found == faults_.end()) {
    return std::nullopt;
  }
  Fault taken = *found;
  if (--found->count == 0) {
    faults_.erase(found);
  }
  return taken;
}

} // namespace callout::sandbox
