#include "sandbox/running_sandbox.hpp"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include <stdlib.h> // NOLINT(modernize-deprecated-headers): mkdtemp is POSIX, not ISO C

#include "sandbox/certificate.hpp"
#include "sandbox/ready_line.hpp"

namespace callout::sandbox {
namespace {

namespace fs = std::filesystem;

std::string make_private_directory() {
  std::string path = (fs::temp_directory_path() / "callout-sandbox-XXXXXX").string();
  if (mkdtemp(path.data()) == nullptr) {
    throw std::system_error(errno, std::generic_category(), "sandbox: no private directory in " + path);
  }
  return path;
}

std::string write_authority(const std::string& directory, const std::string& certificate_pem) {
  fs::create_directories(directory);
  const fs::path path = fs::absolute(directory) / "ca.pem";
  std::ofstream out(path, std::ios::trunc);
  out << certificate_pem << std::flush;
  if (!out) {
    throw std::runtime_error("sandbox: cannot write " + path.string() + ": choose another --state-dir");
  }
  return path.string();
}

} // namespace

RunningSandbox::RunningSandbox(Options options)
    : directory_(options.state_dir.empty() ? make_private_directory() : options.state_dir),
      own_directory_(options.state_dir.empty()) {
  CertificateSpec authority_name;
  authority_name.common_name = "Callout sandbox CA";
  const Identity authority = make_authority(authority_name);
  ServerSettings settings;
  settings.port = options.port;
  server_ = std::make_unique<Server>(settings, make_server_certificate(loopback_names(), authority));
  options.base_url = "https://127.0.0.1:" + std::to_string(server_->port());
  ready_ = ready_line(options, write_authority(directory_, authority.certificate_pem));
  sandbox_ = std::make_unique<Sandbox>(std::move(options));
  server_->start([this](Request request) { return sandbox_->handle(std::move(request)); });
}

RunningSandbox::~RunningSandbox() {
  server_->stop();
  if (own_directory_) {
    std::error_code ignored;
    fs::remove_all(directory_, ignored);
  }
}

} // namespace callout::sandbox
