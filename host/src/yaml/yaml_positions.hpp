#pragma once

/// Where the values of a text file stand, and failures that say so.

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include <callout/host/failure.hpp>

namespace callout::host {

/// A place in a text file; both count from 1.
struct YamlPlace {
  std::size_t line = 1;
  std::size_t column = 1;
};

/// Where the values of a document stand, by JSON pointer (RFC 6901; "" is the whole document).
class YamlPositions {
public:
  /// Place of the value. For a pointer that does not exist, of the nearest value around it.
  [[nodiscard]] YamlPlace value(std::string_view pointer) const;
  /// Place of the member's name; for list items and the document, that of the value.
  [[nodiscard]] YamlPlace name(std::string_view pointer) const;

  void record(std::string pointer, YamlPlace name, YamlPlace value);

private:
  struct Places {
    YamlPlace name;
    YamlPlace value;
  };

  [[nodiscard]] Places nearest(std::string_view pointer) const;

  std::map<std::string, Places, std::less<>> places_;
};

/// `pointer` with one more step, escaped: join_pointer("/a", "b/c") is "/a/b~1c".
std::string join_pointer(std::string_view pointer, std::string_view step);

/// CALLOUT_E_INVALID_ARGUMENT whose detail reads "callout.yaml:12:7: text".
Failure
failure_at(std::string_view file_name, YamlPlace place, std::string_view text, std::string_view hint = {});

} // namespace callout::host
