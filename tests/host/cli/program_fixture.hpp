#pragma once

/// The program as a user runs it, with the desk plugin and a connection file of its own.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <process.hpp>

namespace callout::host::cli {

/// A private folder with `callout.yaml` in it, gone afterwards. The program runs there, and knows nothing of
/// the user who runs the test.
class Desk {
public:
  /// With the connections "desk" (authenticates) and "open" (does not).
  Desk();
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;
  ~Desk();

  [[nodiscard]] testing::ProcessSpec spec(std::vector<std::string> arguments) const;
  [[nodiscard]] testing::ProcessResult run(std::vector<std::string> arguments, std::string input = {}) const;
  /// Puts a file into the folder.
  void write(std::string_view name, std::string_view content) const;

  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }

private:
  std::filesystem::path directory_;
};

} // namespace callout::host::cli
