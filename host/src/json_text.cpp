#include "json_text.hpp"

#include <algorithm>
#include <cstdint>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

#include "plugins/answer.hpp"

namespace callout::host {
namespace {

using boost::json::error_code;
using boost::json::string_view;

constexpr std::size_t max_depth = 256;

/// Handler of a SAX parser that writes what it hears.
class Writer {
public:
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

  /// `indent`: spaces a level; 0 writes everything on one line.
  explicit Writer(std::size_t indent) : indent_(indent) {}

  [[nodiscard]] std::string& text() { return text_; }

  [[nodiscard]] const std::string& text() const { return text_; }

  [[nodiscard]] bool is_object() const { return is_object_; }

  /// The members of the outermost object, or the elements of the outermost array, which have no names.
  [[nodiscard]] std::vector<RawMember> members() const {
    std::vector<RawMember> members;
    members.reserve(marks_.size());
    for (const Mark& mark : marks_) {
      members.push_back({mark.name, text_.substr(mark.begin, mark.end - mark.begin)});
    }
    return members;
  }

  static bool on_document_begin(error_code&) { return true; }

  static bool on_document_end(error_code&) { return true; }

  bool on_object_begin(error_code&) {
    is_object_ = is_object_ || sizes_.empty();
    return open('{');
  }

  bool on_object_end(std::size_t, error_code&) {
    if (sizes_.size() == 1 && is_object_) {
      end_member();
    }
    return close('}');
  }

  bool on_array_begin(error_code&) { return open('['); }

  bool on_array_end(std::size_t, error_code&) {
    if (sizes_.size() == 1 && !is_object_) {
      end_member();
    }
    return close(']');
  }

  bool on_key_part(string_view part, std::size_t, error_code&) { return gather(part); }

  bool on_key(string_view part, std::size_t, error_code&) {
    gather(part);
    if (sizes_.size() == 1 && is_object_) {
      end_member();
    }
    separate();
    text_ += boost::json::serialize(string_view(pending_));
    text_ += indent_ > 0 ? ": " : ":";
    if (sizes_.size() == 1 && is_object_) {
      marks_.push_back({pending_, text_.size(), 0});
    }
    pending_.clear();
    after_key_ = true;
    return true;
  }

  bool on_string_part(string_view part, std::size_t, error_code&) { return gather(part); }

  bool on_string(string_view part, std::size_t, error_code&) {
    gather(part);
    pending_ = boost::json::serialize(string_view(pending_));
    return scalar({});
  }

  bool on_number_part(string_view part, error_code&) { return gather(part); }

  bool on_int64(std::int64_t, string_view part, error_code&) { return scalar(part); }

  bool on_uint64(std::uint64_t, string_view part, error_code&) { return scalar(part); }

  bool on_double(double, string_view part, error_code&) { return scalar(part); }

  bool on_bool(bool value, error_code&) { return scalar(value ? "true" : "false"); }

  bool on_null(error_code&) { return scalar("null"); }

  static bool on_comment_part(string_view, error_code&) { return true; }

  static bool on_comment(string_view, error_code&) { return true; }

private:
  struct Mark {
    std::string name;
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  bool gather(string_view part) {
    pending_ += part;
    return true;
  }

  bool scalar(string_view last_part) {
    separate();
    text_ += pending_;
    text_ += last_part;
    pending_.clear();
    return true;
  }

  bool open(char bracket) {
    separate();
    text_ += bracket;
    sizes_.push_back(0);
    return true;
  }

  bool close(char bracket) {
    const bool empty = sizes_.back() == 0;
    sizes_.pop_back();
    if (!empty) {
      break_line();
    }
    text_ += bracket;
    return true;
  }

  /// What stands before a key, or before a value that has none.
  void separate() {
    if (after_key_ || sizes_.empty()) {
      after_key_ = false;
      return;
    }
    const bool is_element = sizes_.size() == 1 && !is_object_;
    if (is_element) {
      end_member();
    }
    if (sizes_.back()++ > 0) {
      text_ += ',';
    }
    break_line();
    if (is_element) {
      marks_.push_back({{}, text_.size(), 0});
    }
  }

  void break_line() {
    if (indent_ > 0) {
      text_ += '\n';
      text_.append(indent_ * sizes_.size(), ' ');
    }
  }

  void end_member() {
    if (!marks_.empty()) {
      marks_.back().end = text_.size();
    }
  }

  std::size_t indent_;
  std::string text_;
  std::string pending_;
  std::vector<std::size_t> sizes_;
  std::vector<Mark> marks_;
  bool after_key_ = false;
  bool is_object_ = false;
};

Failure
syntax_failure(std::string_view text, std::size_t offset, std::string_view what, const error_code& error) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const auto column = before.size() - (before.rfind('\n') + 1) + 1;
  return make_failure(CALLOUT_E_INVALID_ARGUMENT,
                      std::string(what) + " is not valid JSON: line " + std::to_string(line) + ", column " +
                          std::to_string(column) + ": " + error.message());
}

Result<Writer> rewrite(std::string_view text, std::string_view what, std::size_t indent) {
  boost::json::parse_options options;
  options.max_depth = max_depth;
  boost::json::basic_parser<Writer> parser(options, indent);
  error_code error;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
  if (!error && read < text.size()) {
    error = boost::json::error::extra_data;
  }
  if (error) {
    return syntax_failure(text, read, what, error);
  }
  return std::move(parser.handler());
}

} // namespace

Result<std::string> indent_json(std::string_view text) {
  auto writer = rewrite(text, "the text", 2);
  if (!writer) {
    return writer.error();
  }
  return std::move(writer->text());
}

Result<std::string> compact_json(std::string_view text, std::string_view what) {
  auto writer = rewrite(text, what, 0);
  if (!writer) {
    return writer.error();
  }
  return std::move(writer->text());
}

Result<std::vector<RawMember>> split_object(std::string_view text, std::string_view what) {
  const auto writer = rewrite(text, what, 0);
  if (!writer) {
    return writer.error();
  }
  if (!writer->is_object()) {
    return make_failure(CALLOUT_E_INVALID_ARGUMENT, std::string(what) + " is not a JSON object");
  }
  std::vector<RawMember> members = writer->members();
  std::vector<std::string_view> names;
  names.reserve(members.size());
  for (const RawMember& member : members) {
    names.push_back(member.name);
  }
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice != names.end()) {
    return make_failure(CALLOUT_E_INVALID_ARGUMENT,
                        std::string(what) + " has the member \"" + std::string(*twice) + "\" twice");
  }
  return members;
}

Result<std::vector<std::string>> split_array(std::string_view text, std::string_view what) {
  const auto writer = rewrite(text, what, 0);
  if (!writer) {
    return writer.error();
  }
  if (!writer->text().starts_with('[')) {
    return make_failure(CALLOUT_E_INVALID_ARGUMENT, std::string(what) + " is not a JSON array");
  }
  std::vector<std::string> elements;
  for (RawMember& member : writer->members()) {
    elements.push_back(std::move(member.value));
  }
  return elements;
}

// The parser checks what the serializer does not.
bool is_utf8(std::string_view text) {
  return is_json(boost::json::serialize(boost::json::string(text)));
}

std::string on_one_line(std::string_view json) {
  std::string line(json);
  for (const char line_break : {'\n', '\r'}) { // the library's search is many times faster than a loop here
    for (auto at = line.find(line_break); at != std::string::npos; at = line.find(line_break, at)) {
      line[at] = ' ';
    }
  }
  return line;
}

} // namespace callout::host
