#pragma once

#include <string>
#include <string_view>

#include <sandbox/certificate.hpp>

namespace callout::test {

/// A file of its own in the temporary folder, gone with this object.
class TemporaryFile {
public:
  explicit TemporaryFile(std::string_view content);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

private:
  std::string path_;
};

/// A certificate authority made at run time, with its certificate in a file.
class TestAuthority {
public:
  TestAuthority();

  [[nodiscard]] const std::string& ca_file() const { return file_.path(); }

  [[nodiscard]] sandbox::Identity issue(const sandbox::CertificateSpec& spec) const;

private:
  sandbox::Identity authority_;
  TemporaryFile file_;
};

/// One authority for the whole test program, and an identity of it that is good for 127.0.0.1 and localhost.
const TestAuthority& trusted_authority();
const sandbox::Identity& loopback_identity();

} // namespace callout::test
