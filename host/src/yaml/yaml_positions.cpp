#include "yaml/yaml_positions.hpp"

#include <utility>

namespace callout::host {

YamlPositions::Places YamlPositions::nearest(std::string_view pointer) const {
  for (;;) {
    const auto found = places_.find(pointer);
    if (found != places_.end()) {
      return found->second;
    }
    if (pointer.empty()) {
      return {};
    }
    const std::size_t slash = pointer.rfind('/');
    pointer = pointer.substr(0, slash == std::string_view::npos ? 0 : slash);
  }
}

YamlPlace YamlPositions::value(std::string_view pointer) const {
  return nearest(pointer).value;
}

YamlPlace YamlPositions::name(std::string_view pointer) const {
  return nearest(pointer).name;
}

void YamlPositions::record(std::string pointer, YamlPlace name, YamlPlace value) {
  places_.insert_or_assign(std::move(pointer), Places{name, value});
}

std::string join_pointer(std::string_view pointer, std::string_view step) {
  std::string joined(pointer);
  joined += '/';
  for (const char letter : step) {
    if (letter == '~') {
      joined += "~0";
    } else if (letter == '/') {
      joined += "~1";
    } else {
      joined += letter;
    }
  }
  return joined;
}

Failure
failure_at(std::string_view file_name, YamlPlace place, std::string_view text, std::string_view hint) {
  std::string detail(file_name);
  detail += ':' + std::to_string(place.line) + ':' + std::to_string(place.column) + ": ";
  detail += text;
  return make_failure(CALLOUT_E_INVALID_ARGUMENT, detail, hint);
}

} // namespace callout::host
