#include <array>
#include <chrono>
#include <string>
#include <utility>

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <callout/rest/problem_mapping.hpp>
#include <callout/rest/rest_call.hpp>

#include "error_text.hpp"
#include "secret_text.hpp"

namespace callout::rest {
namespace {

namespace json = boost::json;

// By the SDK's parser, which also refuses numbers that no double can hold.
bool is_json(std::string_view body) {
  constexpr std::size_t buffer_size = 16384;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): written before it is read
  std::array<unsigned char, buffer_size> buffer;
  json::monotonic_resource memory(buffer.data(), buffer.size());
  return sdk::parse_json(body, "answer", &memory).has_value();
}

bool says_json(const HttpResponse& response) {
  const std::string kind = header_text(response, "Content-Type");
  return kind.substr(0, kind.find(';')).find("json") != std::string::npos;
}

// The answer was cut short or garbled on its way, although the request may have done its work.
sdk::Problem garbled(const HttpResponse& response, bool idempotent, std::string_view service) {
  sdk::Problem problem =
      sdk::make_problem(idempotent ? CALLOUT_E_UNAVAILABLE : CALLOUT_E_OUTCOME_UNKNOWN,
                        std::string(service) + " answered " + std::to_string(response.status) +
                            " with a body that says it is JSON and is not",
                        idempotent ? "Try again." : "Look whether it took effect before you repeat it.");
  problem.members["status"] = response.status;
  problem.members["retryable"] = idempotent;
  return problem;
}

// JSON is UTF-8; the parser checks what the serializer does not.
bool is_utf8(const std::string& text) {
  boost::system::error_code error;
  json::parse(json::serialize(json::string(text)), error);
  return !error;
}

sdk::Reply success_reply(HttpResponse response, bool idempotent, std::string_view service) {
  if (response.body.find_first_not_of(" \t\r\n") == std::string::npos) {
    return sdk::Reply::from_json_text("null");
  }
  const bool untyped = header_text(response, "Content-Type").empty();
  if ((untyped || says_json(response)) && is_json(response.body)) {
    return sdk::Reply::from_json_text(std::move(response.body));
  }
  if (says_json(response)) {
    return garbled(response, idempotent, service);
  }
  json::object answer{{"content_type", header_text(response, "Content-Type")}};
  if (is_utf8(response.body)) {
    answer["text"] = response.body;
  } else {
    answer["base64"] = encode_base64(response.body);
  }
  return json::value(std::move(answer));
}

json::object log_fields(const HttpRequest& request, const Origin& origin, std::chrono::nanoseconds duration) {
  return {{"method", method_name(request.method)},
          {"host", host_header(origin)},
          {"path", std::string_view(request.target).substr(0, request.target.find('?'))},
          {"duration_ms", std::chrono::duration_cast<std::chrono::milliseconds>(duration).count()}};
}

void log_exchange(const sdk::Request& call, json::object fields, const Result<HttpResponse>& response) {
  if (!response) {
    fields["problem"] = response.error().detail();
    call.log(sdk::LogLevel::debug, "HTTP exchange failed", fields);
    return;
  }
  fields["status"] = response->status;
  if (const std::string id = header_text(*response, "X-Request-Id"); !id.empty()) {
    fields["request_id"] = id;
  }
  call.log(sdk::LogLevel::debug, "HTTP exchange", fields);
}

} // namespace

sdk::Reply to_reply(Result<HttpResponse> response, bool idempotent, std::string_view service) {
  if (!response) {
    return response.error();
  }
  if (response->status < 200 || response->status >= 300) {
    return map_problem(*response, {.service = service, .idempotent = idempotent});
  }
  return success_reply(std::move(*response), idempotent, service);
}

Result<HttpResponse>
send_logged(const sdk::Request& call, HttpClient& client, const Origin& origin, const HttpRequest& request) {
  const auto begin = std::chrono::steady_clock::now();
  auto response = client.send(origin, request, call.wait_limit());
  log_exchange(call, log_fields(request, origin, std::chrono::steady_clock::now() - begin), response);
  return response;
}

sdk::Reply call_rest(const sdk::Request& call,
                     HttpClient& client,
                     const Origin& origin,
                     const HttpRequest& request,
                     std::string_view service) {
  return to_reply(send_logged(call, client, origin, request), request.idempotent, service);
}

} // namespace callout::rest
