#include "connection_file.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <span>
#include <sstream>
#include <system_error>
#include <utility>

#include "environment.hpp"
#include "nearest_name.hpp"
#include "yaml/strict_yaml.hpp"

namespace callout::host {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::uintmax_t largest_file = std::uintmax_t{4} * 1024 * 1024;

std::string variable(const char* name) {
  return environment_variable(name).value_or(std::string());
}

fs::path user_file() {
  const std::string config = variable("XDG_CONFIG_HOME");
  const std::string home = variable("HOME");
  if (config.empty() && home.empty()) {
    return {};
  }
  return (config.empty() ? fs::path(home) / ".config" : fs::path(config)) / "callout/callout.yaml";
}

/// Reads one file; every failure has a place.
class Reader {
public:
  Reader(fs::path file, YamlPositions positions) : file_(std::move(file)), positions_(std::move(positions)) {}

  [[nodiscard]] Result<std::vector<ConnectionDefinition>> read(const json::value& document) const {
    constexpr std::array<std::string_view, 1> members{"connections"};
    const auto root = object(document, "", members);
    if (!root) {
      return root.error();
    }
    std::vector<ConnectionDefinition> definitions;
    const json::value* const connections = (*root)->if_contains("connections");
    if (connections == nullptr) {
      return failure("", "connections is missing", "Begin with \"connections:\" and a name for each one.");
    }
    if (!connections->is_object()) {
      return failure("/connections", "connections is no mapping of names to connections");
    }
    for (const auto& [name, value] : connections->get_object()) {
      auto definition = connection(name, value);
      if (!definition) {
        return definition.error();
      }
      definitions.push_back(std::move(*definition));
    }
    return definitions;
  }

private:
  [[nodiscard]] Failure
  failure(std::string_view pointer, std::string_view text, std::string_view hint = {}) const {
    return failure_at(file_.string(), positions_.value(pointer), text, hint);
  }

  /// The object at the pointer, with no members but the known ones; null counts as empty. No `known`: any.
  [[nodiscard]] Result<const json::object*> object(const json::value& value,
                                                   const std::string& pointer,
                                                   std::span<const std::string_view> known) const {
    static const json::object empty;
    if (value.is_null()) {
      return &empty;
    }
    if (!value.is_object()) {
      return failure(pointer,
                     (pointer.empty() ? "the file" : pointer.substr(pointer.rfind('/') + 1)) +
                         " is no mapping");
    }
    for (const auto& member : value.get_object()) {
      const std::string_view name = member.key();
      if (!known.empty() && std::find(known.begin(), known.end(), name) == known.end()) {
        return failure_at(file_.string(),
                          positions_.name(join_pointer(pointer, name)),
                          "unknown member \"" + std::string(name) + "\"",
                          nearest_names_hint(name, {known.begin(), known.end()}));
      }
    }
    return &value.get_object();
  }

  [[nodiscard]] Result<std::string>
  text(const json::object& object, std::string_view name, const std::string& pointer) const {
    const json::value* const value = object.if_contains(name);
    if (value == nullptr) {
      return std::string();
    }
    if (!value->is_string()) {
      return failure(join_pointer(pointer, name), std::string(name) + " is no text", "Put it in quotes.");
    }
    return std::string(value->get_string());
  }

  [[nodiscard]] Result<ConnectionDefinition> connection(std::string_view name,
                                                        const json::value& value) const {
    constexpr std::array<std::string_view, 8> members{
        "plugin", "description", "config", "auth", "test", "read_only", "allow", "deny"};
    const std::string pointer = join_pointer("/connections", name);
    const auto root = object(value, pointer, members);
    if (!root) {
      return root.error();
    }
    if (name.empty() || name.find_first_of(". /:@") != std::string_view::npos) {
      return failure(pointer,
                     "\"" + std::string(name) + "\" is no name for a connection",
                     "Names have no dot, slash, colon, at sign or space: CONNECTION.ACTION must stay clear.");
    }
    ConnectionDefinition definition;
    definition.name = name;
    const YamlPlace place = positions_.name(pointer);
    definition.place = file_.string() + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
    definition.folder = file_.parent_path();
    for (const auto& [member, target] :
         {std::pair{"plugin", &definition.plugin}, {"description", &definition.description}}) {
      auto read = text(**root, member, pointer);
      if (!read) {
        return read.error();
      }
      *target = std::move(*read);
    }
    if (definition.plugin.empty()) {
      return failure(pointer,
                     "connection " + definition.name + " names no plugin",
                     "Add a member such as \"plugin: pagerduty\".");
    }
    return with_parts(std::move(definition), **root, pointer);
  }

  /// config, auth, test and the access rules.
  [[nodiscard]] Result<ConnectionDefinition>
  with_parts(ConnectionDefinition definition, const json::object& root, const std::string& pointer) const {
    auto access = AccessRules::read(root, pointer, file_.string(), positions_);
    if (!access) {
      return access.error();
    }
    definition.access = std::move(*access);
    if (const json::value* const config = root.if_contains("config")) {
      const auto members = object(*config, join_pointer(pointer, "config"), {});
      if (!members) {
        return members.error();
      }
      definition.config = **members;
    }
    if (const json::value* const test = root.if_contains("test")) {
      if (const auto read = read_test(definition, *test, join_pointer(pointer, "test")); !read) {
        return read.error();
      }
    }
    if (const json::value* const auth = root.if_contains("auth")) {
      if (const auto read = read_auth(definition, *auth, join_pointer(pointer, "auth")); !read) {
        return read.error();
      }
    }
    return definition;
  }

  Result<void>
  read_test(ConnectionDefinition& definition, const json::value& test, const std::string& pointer) const {
    constexpr std::array<std::string_view, 2> known{"action", "input"};
    const auto members = object(test, pointer, known);
    if (!members) {
      return members.error();
    }
    auto action = text(**members, "action", pointer);
    if (!action) {
      return action.error();
    }
    if (action->empty()) {
      return failure(pointer, "test names no action");
    }
    definition.test_action = std::move(*action);
    if (const json::value* const input = (*members)->if_contains("input")) {
      const auto read = object(*input, join_pointer(pointer, "input"), {});
      if (!read) {
        return read.error();
      }
      definition.test_input = **read;
    }
    return {};
  }

  Result<void>
  read_auth(ConnectionDefinition& definition, const json::value& auth, const std::string& pointer) const {
    const auto members = object(auth, pointer, {});
    if (!members) {
      return members.error();
    }
    auto kind = text(**members, "kind", pointer);
    if (!kind) {
      return kind.error();
    }
    if (kind->empty()) {
      return failure(
          pointer, "auth names no kind", "Add a member such as \"kind: oauth2_client_credentials\".");
    }
    definition.authentication = std::move(*kind);
    definition.credentials = **members;
    definition.credentials.erase("kind");
    for (const auto& member : definition.credentials) {
      if (const json::object* const source = member.value().if_object();
          source != nullptr && !is_source(*source)) {
        return failure(join_pointer(pointer, member.key()),
                       std::string(member.key()) + " is neither a text nor the source of one",
                       "Write { env: NAME } or { file: PATH }.");
      }
    }
    return {};
  }

  static bool is_source(const json::object& source) {
    return source.size() == 1 && (source.begin()->key() == "env" || source.begin()->key() == "file") &&
           source.begin()->value().is_string();
  }

  fs::path file_;
  YamlPositions positions_;
};

} // namespace

std::string connection_file_places() {
  const fs::path user = user_file();
  return "--config, CALLOUT_CONFIG, ./callout.yaml" +
         (user.empty() ? std::string() : " and " + user.string());
}

Result<std::optional<fs::path>> find_connection_file(const std::optional<fs::path>& given) {
  const std::string named = variable("CALLOUT_CONFIG");
  std::error_code ignored;
  if (given || !named.empty()) {
    const fs::path file = given ? *given : fs::path(named);
    if (!fs::exists(file, ignored)) {
      return make_failure(CALLOUT_E_NOT_FOUND,
                          "there is no connection file " + file.string(),
                          given ? "Check --config." : "Check the variable CALLOUT_CONFIG.");
    }
    return std::optional(file);
  }
  for (const fs::path& file : {fs::path("callout.yaml"), user_file()}) {
    if (!file.empty() && fs::exists(file, ignored)) {
      return std::optional(file);
    }
  }
  return std::optional<fs::path>();
}

Result<std::vector<ConnectionDefinition>> parse_connections(std::string_view text, const fs::path& file) {
  YamlPositions positions;
  const auto document = read_yaml(text, file.string(), &positions);
  if (!document) {
    return document.error();
  }
  return Reader(file, std::move(positions)).read(*document);
}

Result<std::vector<ConnectionDefinition>> read_connections(const fs::path& file) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(file, error);
  if (!error && size > largest_file) {
    return make_failure(CALLOUT_E_LIMIT, file.string() + " is larger than a connection file can be (4 MiB)");
  }
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (error || !stream) {
    return make_failure(
        CALLOUT_E_NOT_FOUND, file.string() + " cannot be read", "Is it a file, and may you read it?");
  }
  return parse_connections(text.str(), file);
}

} // namespace callout::host
