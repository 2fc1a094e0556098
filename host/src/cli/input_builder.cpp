#include "input_builder.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "json_text.hpp"
#include "plugins/answer.hpp"
#include "schema.hpp"

namespace callout::host::cli {
namespace {

using boost::json::object;
using boost::json::value;

constexpr int deepest_path = 64; // as plugins' inputs are

Failure refused(std::string_view path, std::string_view why, std::string_view hint = {}) {
  return make_failure(CALLOUT_E_INVALID_ARGUMENT, std::string(path) + ": " + std::string(why), hint);
}

Result<value> parsed(std::string_view json, std::string_view path) {
  boost::json::error_code error;
  value tree = boost::json::parse(json, error);
  if (error) {
    return refused(path,
                   "the text after := is not valid JSON: " + error.message(),
                   "a string needs its quotes: " + std::string(path) + ":='\"text\"'");
  }
  if (!is_finite(tree)) {
    return refused(path, "a number is too large for JSON");
  }
  return tree;
}

std::optional<value> as_integer(std::string_view text) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  return error == std::errc{} && rest == end ? std::optional<value>(number) : std::nullopt;
}

std::optional<value> as_number(std::string_view text) {
  boost::json::error_code error;
  value number = boost::json::parse(text, error);
  return !error && number.is_number() && is_finite(number) ? std::optional<value>(number) : std::nullopt;
}

std::optional<value> as_literal(std::string_view text, unsigned types) {
  if ((types & type_boolean) != 0 && (text == "true" || text == "false")) {
    return value(text == "true");
  }
  if ((types & type_null) != 0 && text == "null") {
    return value(nullptr);
  }
  return std::nullopt;
}

/// The text as the schema wants it; arrays are the caller's affair.
Result<value> converted(std::string_view text, const Schema& schema, std::string_view path) {
  const unsigned types = schema.types();
  if (types == 0 || (types & type_string) != 0) {
    return value(text);
  }
  std::optional<value> found = as_literal(text, types);
  if (!found && (types & type_integer) != 0) {
    found = as_integer(text);
  }
  if (!found && (types & type_number) != 0) {
    found = as_number(text);
  }
  if (found) {
    return *std::move(found);
  }
  const std::string name(path);
  const bool structured = (types & (type_object | type_array)) != 0;
  return refused(path,
                 "\"" + std::string(text) + "\" is no " + schema.type_text(),
                 structured ? "write " + name + ":=JSON, or " + name + ".MEMBER=VALUE" : std::string());
}

/// Where in the input an assignment goes.
struct Target {
  object* parent = nullptr;
  std::string_view name;
  Schema schema;
};

class Builder {
public:
  explicit Builder(object& root) : root_(root) {}

  Result<void> assign(const Assignment& assignment, const Schema& schema) {
    const auto target = find(assignment.path, schema);
    if (!target) {
      return target.error();
    }
    const bool repeated = !seen_.insert(assignment.path).second;
    if (assignment.form == Assignment::Form::json) {
      return repeated ? given_twice(assignment.path)
                      : set(*target, parsed(assignment.value, assignment.path));
    }
    const unsigned types = target->schema.types();
    const bool listed = (types & type_array) != 0;
    if ((listed && (types & type_string) == 0) || (repeated && (listed || types == 0))) {
      return append(*target, assignment, repeated);
    }
    return repeated ? given_twice(assignment.path)
                    : set(*target, converted(assignment.value, target->schema, assignment.path));
  }

private:
  static Failure given_twice(std::string_view path) {
    return refused(path, "given twice, and it takes one value");
  }

  static Result<void> set(const Target& target, Result<value> made) {
    if (!made) {
      return made.error();
    }
    (*target.parent)[target.name] = std::move(*made);
    return {};
  }

  static Result<void> append(const Target& target, const Assignment& assignment, bool repeated) {
    auto element = converted(assignment.value, target.schema.items(), assignment.path);
    if (!element) {
      return element.error();
    }
    value& list = (*target.parent)[target.name];
    if (!repeated) {
      list = boost::json::array();
    } else if (!list.is_array()) {
      list = boost::json::array{value(std::move(list))};
    }
    list.get_array().push_back(std::move(*element));
    return {};
  }

  Result<Target> find(std::string_view path, Schema schema) {
    object* parent = &root_;
    std::string_view rest = path;
    while (!schema.has_member(rest) && rest.find('.') != std::string_view::npos) {
      const std::string_view step = rest.substr(0, rest.find('.'));
      rest.remove_prefix(step.size() + 1);
      if (step.empty() || rest.empty()) {
        return refused(path, "an empty step in the dotted path");
      }
      value& next = (*parent)[step];
      if (next.is_null()) {
        next = object();
      } else if (!next.is_object()) {
        return refused(path, "\"" + std::string(step) + "\" is no object, so it has no members");
      }
      parent = &next.get_object();
      schema = schema.member(step);
    }
    return Target{parent, rest, schema.member(rest)};
  }

  object& root_;
  std::set<std::string, std::less<>> seen_;
};

} // namespace

Result<Assignment> parse_assignment(std::string_view argument) {
  if (!is_utf8(argument)) {
    return make_failure(CALLOUT_E_INVALID_ARGUMENT,
                        "an argument is not UTF-8, which JSON must be",
                        "set the terminal to UTF-8, or send the bytes encoded, for example as base64");
  }
  const std::size_t sign = argument.find('=');
  if (sign == std::string_view::npos) {
    return make_failure(CALLOUT_E_INVALID_ARGUMENT,
                        "\"" + std::string(argument) + "\" is no key=value",
                        "write key=value, key:=JSON, or give the whole input with --input");
  }
  const bool json = sign > 0 && argument[sign - 1] == ':';
  const std::string_view path = argument.substr(0, json ? sign - 1 : sign);
  if (path.empty()) {
    return make_failure(CALLOUT_E_INVALID_ARGUMENT,
                        "\"" + std::string(argument) + "\" has no key before the =");
  }
  if (std::count(path.begin(), path.end(), '.') >= deepest_path) {
    return make_failure(CALLOUT_E_INVALID_ARGUMENT,
                        "a key has more than " + std::to_string(deepest_path) + " names",
                        "give the whole input with --input");
  }
  return Assignment{std::string(path),
                    std::string(argument.substr(sign + 1)),
                    json ? Assignment::Form::json : Assignment::Form::text};
}

Result<std::string> build_input(std::string_view base,
                                const std::vector<Assignment>& assignments,
                                const boost::json::value& schema) {
  boost::json::error_code error;
  value tree = boost::json::parse(base, error);
  if (error || !tree.is_object()) {
    return make_failure(CALLOUT_E_INVALID_ARGUMENT,
                        error ? "--input is not valid JSON: " + error.message()
                              : "--input is not a JSON object");
  }
  if (!is_finite(tree)) {
    return make_failure(CALLOUT_E_INVALID_ARGUMENT, "--input holds a number that is too large for JSON");
  }
  Builder builder(tree.get_object());
  for (const Assignment& assignment : assignments) {
    if (const auto done = builder.assign(assignment, Schema(schema)); !done) {
      return done.error();
    }
  }
  return boost::json::serialize(tree);
}

} // namespace callout::host::cli
