#include "sandbox/request_log.hpp"

#include <algorithm>
#include <array>

#include <boost/algorithm/string/case_conv.hpp>

namespace callout::sandbox {
namespace {

constexpr std::size_t kept = 1000;
constexpr std::size_t most_paths = 2000;
constexpr std::array shown_headers{
    "accept", "content-type", "from", "user-agent", "x-early-access", "x-request-id"};

json::object selected_headers(const Request& request) {
  json::object headers;
  for (const char* name : shown_headers) {
    if (const auto value = request.header(name); !value.empty()) {
      headers[name] = value;
    }
  }
  if (const auto authorization = request.header("authorization"); !authorization.empty()) {
    headers["authorization"] = std::string(authorization.substr(0, authorization.find(' '))) + " ***";
  }
  return headers;
}

// A client that puts a secret into the query of the token endpoint is wrong, yet must not find it here.
std::string shown_target(const Request& request) {
  return request.path().starts_with("/oauth") ? request.path() : request.target;
}

} // namespace

const json::object&
RequestLog::add(const Request& request, unsigned status, std::string_view request_id, TimePoint at) {
  const std::string name = request.method + " " + request.path();
  if (counts_.size() < most_paths || counts_.contains(name)) {
    ++counts_[name];
  }
  if (recent_.size() == kept) {
    recent_.pop_front();
  }
  return recent_.emplace_back(json::object{{"at", to_timestamp(at)},
                                           {"method", request.method},
                                           {"target", shown_target(request)},
                                           {"status", status},
                                           {"request_id", request_id},
                                           {"body_bytes", request.body.size()},
                                           {"headers", selected_headers(request)}});
}

json::array RequestLog::recent(std::size_t count) const {
  const auto first = recent_.end() - static_cast<std::ptrdiff_t>(std::min(count, recent_.size()));
  json::array entries(first, recent_.end());
  return entries;
}

json::object RequestLog::counts() const {
  json::object counts;
  for (const auto& [name, count] : counts_) {
    counts[name] = count;
  }
  return counts;
}

void RequestLog::clear() {
  recent_.clear();
  counts_.clear();
}

} // namespace callout::sandbox
