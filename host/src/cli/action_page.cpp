#include "action_page.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

#include <boost/json/serialize.hpp>

#include "action_listing.hpp"
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

bool is_required(const Schema& schema, std::string_view name) {
  const value* const required = schema.keyword("required");
  return required != nullptr && required->is_array() &&
         std::any_of(required->get_array().begin(), required->get_array().end(), [name](const value& entry) {
           return entry.is_string() && entry.get_string() == boost::json::string_view(name);
         });
}

/// Names of the properties, required ones first.
std::vector<std::string> property_names(const Schema& schema) {
  const value* const properties = schema.keyword("properties");
  std::vector<std::string> names;
  if (properties != nullptr && properties->is_object()) {
    for (const auto& property : properties->get_object()) {
      names.emplace_back(property.key());
    }
  }
  std::stable_partition(
      names.begin(), names.end(), [&schema](const std::string& name) { return is_required(schema, name); });
  return names;
}

/// A row for each property, and under an object that is required the rows of its members, two levels deep.
void add_parameters(TextTable& table, const Schema& schema, const std::string& prefix) {
  for (const std::string& name : property_names(schema)) {
    const bool required = is_required(schema, name);
    const Schema member = schema.member(name);
    std::string path = prefix;
    path += name;
    table.add({{"  " + path},
               {first_line(member.type_text()), Style::faint},
               {required ? "required" : "", Style::careful},
               {first_line(member.description())}});
    if (required && std::count(prefix.begin(), prefix.end(), '.') < 2) {
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

std::string arguments_for(const std::string& name, const value& member) {
  if (is_scalar(member)) {
    return " " + shell_quoted(name + "=" + text_of(member));
  }
  const auto* const list = member.if_array();
  if (list == nullptr || list->empty() || !std::all_of(list->begin(), list->end(), is_scalar)) {
    return " " + shell_quoted(name + ":=" + boost::json::serialize(member));
  }
  std::string text;
  for (const value& element : *list) {
    text += " " + shell_quoted(name + "=" + text_of(element));
  }
  return text;
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

std::string invocation_example(std::string_view connection, std::string_view action, const object& input) {
  std::string text = "callout invoke " + std::string(connection) + "." + std::string(action);
  for (const auto& [name, member] : input) {
    text += arguments_for(std::string(name), member);
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
         invocation_example(connection, name, input) + "\n";
}

} // namespace callout::host::cli
