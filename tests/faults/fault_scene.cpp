#include "fault_scene.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <stdexcept>

#include <boost/json/serialize.hpp>

namespace callout::test {
namespace {

std::string flow_text(const std::string& text) {
  return '"' + text + '"';
}

std::string connection_file(const SceneOptions& options, const FaultServer& api, const FaultServer& tokens) {
  const std::string base_url = options.base_url.empty() ? api.url() : options.base_url;
  const std::string token_url = options.token_url.empty() ? tokens.url() + "/oauth/token" : options.token_url;
  return "connections:\n  pagerduty:\n    plugin: pagerduty\n    config: { " + options.config +
         "base_url: " + flow_text(base_url) +
         ", from: a@b.example, ca_file: " + flow_text(trusted_authority().ca_file()) +
         " }\n    auth: { kind: oauth2_client_credentials, client_id: me, client_secret: " +
         std::string(client_secret) + ", token_url: " + flow_text(token_url) +
         ", scope: as_account-us.acme incidents.read incidents.write }\n";
}

std::size_t new_identity() {
  static std::atomic<std::size_t> last = 0;
  return ++last;
}

std::string input_of(const Call& call, std::size_t identity) {
  const std::string name = "call-" + std::to_string(identity);
  if (call.method == Method::get) {
    return R"({"id":")" + name + "\"}";
  }
  const std::string key = call.method == Method::keyed_post ? R"("incident_key":")" + name + "\"," : "";
  return R"({"incident":{)" + key + R"("type":"incident","title":")" + name +
         std::string(call.more_bytes, '.') + R"(","service":{"id":"P1","type":"service_reference"}}})";
}

Outcome outcome_of(std::size_t identity, host::Result<std::string> result) {
  if (result) {
    return {.identity = identity, .text = std::move(*result)};
  }
  return {.identity = identity,
          .status = result.error().status,
          .text = boost::json::serialize(result.error().problem),
          .problem = result.error().problem};
}

} // namespace

std::string good_answer(const std::string& request) {
  const std::string body = R"({"incident":{"id":"call-)" + std::to_string(identity_of(request)) + R"("}})";
  return "HTTP/1.1 " + std::string(request.starts_with("POST") ? "201 Created" : "200 OK") +
         "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

std::string good_token(const std::string& /*request*/) {
  return ok_answer(R"({"access_token":")" + std::string(access_token) +
                   R"(","token_type":"bearer","expires_in":86400,)" +
                   R"("scope":"as_account-us.acme incidents.read incidents.write"})");
}

FaultScene::FaultScene(SceneOptions options)
    : tokens(&good_token),
      api(&good_answer, options.impostor != nullptr ? *options.impostor : loopback_identity()),
      other(&good_answer),
      file_(folder_.write("callout.yaml", connection_file(options, api, tokens))),
      log_(options.log ? std::move(options.log) : [this](const host::LogRecord& record) { keep(record); }),
      host_(open_host()) {
  api.set_other(other.url());
  tokens.set_other(other.url());
}

std::unique_ptr<host::Host> FaultScene::open_host() const {
  return host::Host::open({.plugin_dirs = {CALLOUT_PLUGINS}, .config_file = file_, .log = log_}).value();
}

Outcome FaultScene::call_on(host::Host& host, const Call& call, const host::CallLimits& limits) {
  const std::size_t identity = new_identity();
  const std::string input = input_of(call, identity);
  Outcome outcome =
      outcome_of(identity,
                 host.invoke({.connection = "pagerduty",
                              .action = call.method == Method::get ? "getIncident" : "createIncident",
                              .input = input,
                              .request_id = {},
                              .limits = limits}));
  const std::size_t answered = identity_of(outcome.text);
  if (outcome.status == CALLOUT_OK && answered != identity && answered != 0) {
    throw std::runtime_error("call-" + std::to_string(identity) + " got another's answer: " + outcome.text);
  }
  return outcome;
}

void FaultScene::keep(const host::LogRecord& record) {
  const std::lock_guard lock(mutex_);
  records_.push_back(record);
  logged_.notify_all();
}

bool FaultScene::await_log(std::string_view message) const {
  std::unique_lock lock(mutex_);
  return logged_.wait_for(lock, std::chrono::seconds(20), [&] {
    return std::any_of(records_.begin(), records_.end(), [message](const auto& record) {
      return record.message == message;
    });
  });
}

std::string FaultScene::log_text() const {
  const std::lock_guard lock(mutex_);
  std::string text;
  for (const host::LogRecord& record : records_) {
    text += text_of(record) + '\n';
  }
  return text;
}

std::string text_of(const host::LogRecord& record) {
  return record.message + ' ' + boost::json::serialize(record.fields);
}

host::CallLimits within(std::chrono::milliseconds time) {
  return {.deadline = std::chrono::steady_clock::now() + time, .stop = {}};
}

std::string_view leaked_secret(const std::string& text) {
  // The words before a credential in a header or form, and the credentials themselves.
  constexpr std::array<std::string_view, 5> secrets{
      client_secret, access_token, "Authorization:", "client_secret=", "Basic "};
  const auto* const found = std::find_if(secrets.begin(), secrets.end(), [&text](std::string_view secret) {
    return text.find(secret) != std::string::npos;
  });
  return found == secrets.end() ? std::string_view() : *found;
}

} // namespace callout::test
