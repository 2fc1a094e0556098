#include "access_rules.hpp"

#include <algorithm>
#include <utility>

#include <fnmatch.h>

namespace callout::host {
namespace {

namespace json = boost::json;

std::string quoted(std::string_view text) {
  return '"' + std::string(text) + '"';
}

std::string joined(const std::vector<std::string>& patterns) {
  std::string text;
  for (const std::string& pattern : patterns) {
    text += (text.empty() ? "" : ", ") + quoted(pattern);
  }
  return text;
}

/// The place of what closes the bracket at `at`, or npos.
std::size_t end_of_bracket(std::string_view pattern, std::size_t at) {
  const std::string_view inside = pattern.substr(at + 1);
  const std::size_t negation = inside.starts_with('!') || inside.starts_with('^') ? 1U : 0U;
  // A closing bracket stands for itself behind the opening one and behind its negation.
  return pattern.find(']', std::min(at + 2 + negation, pattern.size()));
}

/// False for a pattern that fnmatch(3) would take as it stands, since a bracket or an escape in it has no
/// end: it would fit no action, and forbid none.
bool is_whole(std::string_view pattern) {
  std::size_t at = 0;
  for (; at < pattern.size(); ++at) {
    if (pattern[at] == '\\') {
      ++at;
    } else if (pattern[at] == '[') {
      at = std::min(end_of_bracket(pattern, at), pattern.size());
    }
  }
  return at == pattern.size();
}

/// Reads the options; every failure has a place.
class Reader {
public:
  Reader(std::string pointer, std::string file, const YamlPositions& positions)
      : pointer_(std::move(pointer)), file_(std::move(file)), positions_(positions) {}

  [[nodiscard]] Result<std::optional<std::string>> read_only(const json::value* value) const {
    if (value != nullptr && !value->is_bool()) {
      return failure("read_only", "read_only is neither true nor false", "Write it without quotes.");
    }
    return value != nullptr && value->get_bool() ? std::optional(place("read_only")) : std::nullopt;
  }

  [[nodiscard]] Result<std::optional<PatternRule>> patterns(std::string_view name,
                                                            const json::value* value) const {
    if (value == nullptr) {
      return std::optional<PatternRule>();
    }
    const json::array* const list = value->if_array();
    const bool is_usable = list != nullptr && !list->empty() &&
                           std::all_of(list->begin(), list->end(), [](const json::value& item) {
                             return item.is_string() && !item.get_string().empty();
                           });
    if (!is_usable) {
      return failure(name,
                     std::string(name) + " is no list of patterns",
                     "Write a list such as [ \"list*\", getIncident ], or leave it out.");
    }
    PatternRule rule{.patterns = {}, .place = place(name)};
    for (const json::value& item : *list) {
      if (!is_whole(item.get_string())) {
        return failure(name,
                       std::string(name) + " holds " + quoted(item.get_string()) +
                           ", in which a bracket or a backslash has no end",
                       R"(Close it, as in "[gl]*", or put a backslash in front of it.)");
      }
      rule.patterns.emplace_back(item.get_string());
    }
    return std::optional(std::move(rule));
  }

private:
  [[nodiscard]] YamlPlace position(std::string_view name) const {
    return positions_.value(join_pointer(pointer_, name));
  }

  [[nodiscard]] std::string place(std::string_view name) const {
    const YamlPlace at = position(name);
    return file_ + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
  }

  [[nodiscard]] Failure failure(std::string_view name, std::string_view text, std::string_view hint) const {
    return failure_at(file_, position(name), text, hint);
  }

  std::string pointer_;
  std::string file_;
  const YamlPositions& positions_;
};

/// `place` is that of the option.
Failure forbidden(std::string_view connection,
                  std::string_view action,
                  std::string_view place,
                  const std::string& why) {
  return make_failure(CALLOUT_E_PERMISSION_DENIED,
                      std::string(place) + ": connection " + std::string(connection) + " forbids " +
                          std::string(action) + ": " + why,
                      "Change the option there, or use a connection that permits it.");
}

} // namespace

const std::string* PatternRule::match(std::string_view action) const {
  const std::string name(action);
  const auto found = std::find_if(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
    return ::fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
  });
  return found != patterns.end() ? &*found : nullptr;
}

Result<AccessRules> AccessRules::read(const json::object& connection,
                                      const std::string& pointer,
                                      const std::string& file,
                                      const YamlPositions& positions) {
  const Reader reader(pointer, file, positions);
  auto read_only = reader.read_only(connection.if_contains("read_only"));
  if (!read_only) {
    return read_only.error();
  }
  auto allow = reader.patterns("allow", connection.if_contains("allow"));
  if (!allow) {
    return allow.error();
  }
  auto deny = reader.patterns("deny", connection.if_contains("deny"));
  if (!deny) {
    return deny.error();
  }
  return AccessRules{std::move(*read_only), std::move(*allow), std::move(*deny)};
}

std::optional<Failure> AccessRules::refusal_by_name(std::string_view connection,
                                                    std::string_view action) const {
  if (const std::string* const pattern = deny ? deny->match(action) : nullptr) {
    return forbidden(connection, action, deny->place, "it fits " + quoted(*pattern) + " of deny");
  }
  if (allow && allow->match(action) == nullptr) {
    return forbidden(
        connection, action, allow->place, "it fits nothing of allow: " + joined(allow->patterns));
  }
  return std::nullopt;
}

std::optional<Failure> AccessRules::refusal_by_risk(std::string_view connection,
                                                    std::string_view action,
                                                    std::string_view risk) const {
  if (!read_only || risk == "read") {
    return std::nullopt;
  }
  return forbidden(connection,
                   action,
                   *read_only,
                   risk.empty() ? "read_only is set, and the plugin does not say that it only reads"
                                : "read_only is set, and its risk is " + quoted(risk));
}

} // namespace callout::host
