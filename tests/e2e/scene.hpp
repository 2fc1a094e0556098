#pragma once

/// What every end-to-end test needs: an offline PagerDuty, a connection file, the program.

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "../support/process.hpp"

namespace callout::testing {

/// A private folder that is removed at the end.
class Workspace {
public:
  Workspace();
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;
  ~Workspace();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  /// Writes a file that only its owner can read and yields its path.
  [[nodiscard]] std::filesystem::path write(std::string_view name, std::string_view text) const;

private:
  std::filesystem::path path_;
};

/// callout-pagerduty-sandbox as a process.
class SandboxProcess {
public:
  explicit SandboxProcess(std::vector<std::string> arguments = {});

  /// A member of its ready line.
  [[nodiscard]] std::string fact(std::string_view name) const;

private:
  Process process_;
  boost::json::object ready_;
};

/// A sandbox with a connection file that has `pagerduty` and `sandbox` (its switches, through plugin http).
class Scene {
public:
  explicit Scene(std::vector<std::string> sandbox_arguments = {});

  /// Runs `callout` with the scene's connection file and plugins.
  [[nodiscard]] ProcessResult callout(std::vector<std::string> arguments, std::string input = {}) const;
  /// The same as a process that goes on.
  [[nodiscard]] std::unique_ptr<Process> start(std::vector<std::string> arguments) const;
  /// What callout() runs.
  [[nodiscard]] ProcessSpec spec(std::vector<std::string> arguments) const;

  /// Runs `callout invoke` and parses its output; fails the test when it fails.
  [[nodiscard]] boost::json::value invoke(std::vector<std::string> arguments) const;
  /// Tells the sandbox to fail: the object of its /sandbox/faults.
  void fault(const std::string& json) const;
  void revoke_tokens() const;

  /// The connection file with a text replaced, for the ways it can be wrong.
  [[nodiscard]] std::string config_with(std::string_view text, std::string_view replacement) const;

  Workspace workspace;
  SandboxProcess sandbox;
  std::string config;
  std::filesystem::path config_file;
};

/// A problem object printed on stderr: readable JSON, the last thing there.
boost::json::object problem_of(const ProcessResult& result);

} // namespace callout::testing
