#include "recording_server.hpp"

#include <fstream>
#include <utility>

#include "sandbox/certificate.hpp"

namespace callout::http_plugin::test {

RecordingServer::Trust RecordingServer::make_trust() {
  sandbox::CertificateSpec name;
  name.common_name = "Test CA";
  Trust trust;
  trust.authority = sandbox::make_authority(name);
  trust.server = sandbox::make_server_certificate(sandbox::loopback_names(), trust.authority);
  return trust;
}

RecordingServer::RecordingServer(sandbox::Response answer)
    : RecordingServer(make_trust(), std::move(answer)) {}

RecordingServer::RecordingServer(const Trust& trust, sandbox::Response answer)
    : answer_(std::move(answer)), server_({}, trust.server) {
  ca_file_ = std::filesystem::temp_directory_path() /
             ("callout-http-test-" + std::to_string(server_.port()) + ".pem");
  std::ofstream(ca_file_, std::ios::trunc) << trust.authority.certificate_pem;
  server_.start([this](sandbox::Request request) {
    const std::lock_guard lock(mutex_);
    ++count_;
    last_ = std::move(request);
    return answer_;
  });
}

RecordingServer::~RecordingServer() {
  server_.stop();
  std::error_code ignored;
  std::filesystem::remove(ca_file_, ignored);
}

void RecordingServer::answer_with(sandbox::Response answer) {
  const std::lock_guard lock(mutex_);
  answer_ = std::move(answer);
}

sandbox::Request RecordingServer::last() const {
  const std::lock_guard lock(mutex_);
  return last_;
}

int RecordingServer::count() const {
  const std::lock_guard lock(mutex_);
  return count_;
}

json::object RecordingServer::config(std::string_view path) const {
  return {{"base_url", url() + std::string(path)}, {"ca_file", ca_file_.string()}};
}

sandbox::Response json_answer(std::string body, unsigned status) {
  return {.status = status,
          .headers = {{"Content-Type", "application/json"}},
          .body = std::move(body),
          .delay = {},
          .drop = sandbox::Drop::none};
}

json::object with(json::object object, const json::object& members) {
  for (const auto& member : members) {
    object[member.key()] = member.value();
  }
  return object;
}

} // namespace callout::http_plugin::test
