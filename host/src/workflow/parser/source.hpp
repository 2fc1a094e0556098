#pragma once

/// The document that is being read, and everything in it that was refused.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "yaml/strict_yaml.hpp"

namespace callout::host::workflow {

/// A value of the document and where it is. `json` is borrowed from the document.
struct Node {
  const boost::json::value* json = nullptr;
  std::string pointer;

  /// The member; `json` is null when this is no object or lacks it.
  [[nodiscard]] Node member(std::string_view name) const;
  /// This is an array with at least `index + 1` elements.
  [[nodiscard]] Node item(std::size_t index) const;

  [[nodiscard]] bool exists() const { return json != nullptr; }

  /// The characters of a string; empty for another kind.
  [[nodiscard]] std::string_view text() const;
};

/// "a string", "a mapping", "null", ...: what a person calls the value.
std::string_view kind_words(const boost::json::value& json);

/// Collects refusals, so that a person sees all of them at once.
class Source {
public:
  Source(std::string file_name, YamlPositions positions)
      : file_name_(std::move(file_name)), positions_(std::move(positions)) {}

  /// At the value.
  void refuse(std::string_view pointer, std::string_view text, std::string_view hint = {});
  /// At the member's name.
  void refuse_name(std::string_view pointer, std::string_view text, std::string_view hint = {});

  [[nodiscard]] bool has_refusals() const { return !refusals_.empty(); }

  /// All refusals as one failure: its detail has a line for each, its "errors" the same as a list.
  [[nodiscard]] Failure failure() const;
  /// CALLOUT_E_INVALID_ARGUMENT at the value.
  [[nodiscard]] Failure
  failure_at_value(std::string_view pointer, std::string_view text, std::string_view hint) const;

private:
  std::string file_name_;
  YamlPositions positions_;
  std::vector<Failure> refusals_;
};

} // namespace callout::host::workflow
