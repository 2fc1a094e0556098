#include "test_authority.hpp"

#include <filesystem>
#include <stdexcept>

#include <unistd.h>

namespace callout::test {

TemporaryFile::TemporaryFile(std::string_view content)
    : path_(std::filesystem::temp_directory_path() / "callout-test-XXXXXX") {
  const int file = mkstemp(path_.data());
  if (file < 0 || write(file, content.data(), content.size()) != static_cast<ssize_t>(content.size())) {
    throw std::runtime_error("a temporary file cannot be written: " + path_);
  }
  close(file);
}

TemporaryFile::~TemporaryFile() {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

namespace {

sandbox::CertificateSpec authority_spec() {
  sandbox::CertificateSpec spec;
  spec.common_name = "Callout test authority";
  return spec;
}

} // namespace

TestAuthority::TestAuthority()
    : authority_(sandbox::make_authority(authority_spec())), file_(authority_.certificate_pem) {}

sandbox::Identity TestAuthority::issue(const sandbox::CertificateSpec& spec) const {
  return sandbox::make_server_certificate(spec, authority_);
}

const TestAuthority& trusted_authority() {
  static const TestAuthority authority;
  return authority;
}

const sandbox::Identity& loopback_identity() {
  static const sandbox::Identity identity = trusted_authority().issue(sandbox::loopback_names());
  return identity;
}

} // namespace callout::test
