#pragma once

/// The lines of a recording, read back.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <callout/host/host.hpp>

namespace callout::host {

/// One line after the first.
struct RecordedLine {
  enum class Kind : std::uint8_t { call, description, test };
  Kind kind = Kind::call;
  std::size_t number = 0; ///< in the file, from 1
  std::string connection;
  std::string action;
  bool dry_run = false;
  std::string input = "null";                     ///< of a call, as JSON text
  Result<std::string> outcome = std::string();    ///< its numbers digit for digit
  Result<ConnectionTest> test = ConnectionTest(); ///< of a test
};

/// CALLOUT_E_INVALID_ARGUMENT: "calls.jsonl:7: ..." for a line that is broken, and for a file that is no
/// recording or one of a later version.
Result<std::vector<RecordedLine>> read_recording(const std::filesystem::path& file);

} // namespace callout::host
