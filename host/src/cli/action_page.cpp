#include "action_page.hpp"

#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

#include <boost/json/serialize.hpp>

#include "action_description.hpp"
#include "action_listing.hpp"
#include "input_builder.hpp"
#include "schema.hpp"
#include "text_table.hpp"

namespace callout::host::cli {
namespace {

using boost::json::object;
using boost::json::value;

constexpr std::size_t text_width = 100;

/// Words in lines of at most text_width; line breaks of the text stay.
std::string wrapped(std::string_view text) {
  std::string out;
  std::size_t column = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" \n"), text.size());
    if (column > 0 && column + 1 + end > text_width) {
      out += '\n';
      column = 0;
    }
    out += (column > 0 && end > 0 ? " " : "") + std::string(text.substr(0, end));
    column += end + (column > 0 ? 1 : 0);
    if (end < text.size() && text[end] == '\n') {
      out += '\n';
      column = 0;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out + "\n";
}

std::string first_line(const std::string& text) {
  std::string line = text.substr(0, text.find('\n'));
  if (line.size() <= text_width) {
    return line;
  }
  return line.substr(0, line.rfind(' ', text_width)) + " ...";
}

/// The texts of a list such as a schema's `required`; nullptr: none.
std::vector<std::string> names_in(const value* list) {
  std::vector<std::string> names;
  if (list != nullptr && list->is_array()) {
    for (const value& name : list->get_array()) {
      names.emplace_back(name.is_string() ? std::string(name.get_string()) : std::string());
    }
  }
  return names;
}

bool has(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// What an object's members are to it.
class Needs {
public:
  explicit Needs(const Schema& schema) : required_(names_in(schema.keyword("required"))) {
    const value* const ways = schema.keyword("anyOf");
    if (ways == nullptr || !ways->is_array()) {
      return;
    }
    for (const value& way : ways->get_array()) {
      ways_.push_back(way.is_object() ? names_in(way.get_object().if_contains("required"))
                                      : std::vector<std::string>());
    }
  }

  /// "required", "required, or body" for the first of several ways to write the same, or nothing.
  [[nodiscard]] std::string of(std::string_view name) const {
    if (has(required_, name)) {
      return "required";
    }
    if (ways_.empty() || !has(ways_.front(), name)) {
      return {};
    }
    std::string text = "required";
    for (std::size_t way = 1; way < ways_.size(); ++way) {
      text += ways_[way].empty() || has(ways_[way], name) ? "" : ", or " + ways_[way].front();
    }
    return text;
  }

private:
  std::vector<std::string> required_;
  std::vector<std::vector<std::string>> ways_;
};

bool is_read_only(const Schema& schema) {
  const value* const flag = schema.keyword("readOnly");
  return flag != nullptr && *flag == true;
}

/// Names of the properties, required ones first.
std::vector<std::string> property_names(const Schema& schema, const Needs& needs) {
  const value* const properties = schema.keyword("properties");
  std::vector<std::string> names;
  if (properties != nullptr && properties->is_object()) {
    for (const auto& property : properties->get_object()) {
      names.emplace_back(property.key());
    }
  }
  std::stable_partition(
      names.begin(), names.end(), [&needs](const std::string& name) { return !needs.of(name).empty(); });
  return names;
}

/// A row for each property that can be given, and under an object that is required the rows of its members,
/// two levels deep.
void add_parameters(TextTable& table, const Schema& schema, const std::string& prefix) {
  const Needs needs(schema);
  for (const std::string& name : property_names(schema, needs)) {
    const std::string need = needs.of(name);
    const Schema member = schema.member(name);
    if (is_read_only(member)) {
      continue;
    }
    std::string path = prefix;
    path += name;
    table.add({{"  " + path},
               {first_line(member.type_text()), Style::faint},
               {need, Style::careful},
               {first_line(member.description())}});
    if (!need.empty() && std::count(prefix.begin(), prefix.end(), '.') < 2) {
      add_parameters(table, member, path + ".");
    }
  }
}

std::string shell_quoted(const std::string& word) {
  const bool plain = !word.empty() && std::all_of(word.begin(), word.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 ||
           std::string_view("_-.,:/@%+=").find(static_cast<char>(c)) != std::string_view::npos;
  });
  if (plain) {
    return word;
  }
  std::string quoted = "'";
  for (const char c : word) {
    quoted += c == '\'' ? std::string(R"('\'')") : std::string(1, c);
  }
  return quoted + "'";
}

bool is_scalar(const value& member) {
  return !member.is_object() && !member.is_array() && !member.is_null();
}

std::string text_of(const value& scalar) {
  return scalar.is_string() ? std::string(scalar.get_string()) : boost::json::serialize(scalar);
}

/// `name=value` where that can say it, else `name:=JSON`.
std::vector<std::string> arguments_for(const std::string& name, const value& member) {
  if (is_scalar(member)) {
    return {name + "=" + text_of(member)};
  }
  const auto* const list = member.if_array();
  if (list == nullptr || list->empty() || !std::all_of(list->begin(), list->end(), is_scalar)) {
    return {name + ":=" + boost::json::serialize(member)};
  }
  std::vector<std::string> arguments;
  for (const value& element : *list) {
    arguments.push_back(name + "=" + text_of(element));
  }
  return arguments;
}

/// Whether the program makes the input of these arguments again.
bool reads_back(const std::vector<std::string>& arguments, const object& input, const value& schema) {
  std::vector<Assignment> assignments;
  for (const std::string& argument : arguments) {
    auto assignment = parse_assignment(argument);
    if (!assignment) {
      return false;
    }
    assignments.push_back(std::move(*assignment));
  }
  const auto built = build_input("{}", assignments, schema);
  return built && *built == boost::json::serialize(input);
}

std::string facts_of(const object& action) {
  std::string facts = text_member(action, "risk");
  const std::string scope = text_member(action, "scope");
  facts += scope.empty() ? "" : ", needs the scope " + scope;
  const auto is_set = [&action](const char* name) {
    const value* const flag = action.if_contains(name);
    return flag != nullptr && *flag == true;
  };
  facts += is_set("idempotent") ? ", may be repeated" : "";
  facts += is_set("deprecated") ? ", deprecated" : "";
  return facts;
}

} // namespace

std::string
invocation_example(const ActionName& name, const object& input, const boost::json::value& schema) {
  std::vector<std::string> arguments;
  for (const auto& [key, member] : input) {
    const std::string path(key);
    std::vector<std::string> own = arguments_for(path, member);
    if (!reads_back(own, {{key, member}}, schema)) {
      own = {path + ":=" + boost::json::serialize(member)};
    }
    arguments.insert(arguments.end(), own.begin(), own.end());
  }
  if (!reads_back(arguments, input, schema)) {
    arguments = {"--input", boost::json::serialize(input)};
  }
  std::string text = "callout invoke " + name.connection + "." + name.action;
  for (const std::string& argument : arguments) {
    text += " " + shell_quoted(argument);
  }
  return text;
}

std::string action_page(const object& action, std::string_view connection, const Palette& palette) {
  const std::string name = text_member(action, "name");
  std::string page = palette.paint(Style::heading, name) + ": " + text_member(action, "title") + "\n";
  page += palette.paint(risk_style(text_member(action, "risk")), facts_of(action)) + "\n";
  if (const std::string description = text_member(action, "description"); !description.empty()) {
    page += "\n" + wrapped(description);
  }
  if (const value* const schema = action.if_contains("input_schema")) {
    TextTable table;
    add_parameters(table, Schema(*schema), "");
    const std::string rows = table.text(palette);
    page += "\n" + palette.paint(Style::heading, "Input") + "\n" + (rows.empty() ? "  none\n" : rows);
  }
  const value* const example = action.if_contains("example");
  const object input = example != nullptr && example->is_object() ? example->get_object() : object();
  return page + "\n" + palette.paint(Style::heading, "Example") + "\n  " +
         invocation_example({std::string(connection), name}, input, input_schema_of(action)) + "\n";
}

} // namespace callout::host::cli
