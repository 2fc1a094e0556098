#include "yaml/strict_yaml.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <sstream>
#include <utility>
#include <vector>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "yaml/text_fault.hpp"

namespace callout::host {
namespace {

namespace json = boost::json;

constexpr std::size_t max_depth = 100;

/// Leaves yaml-cpp's parser from inside an event; never leaves read_yaml.
struct Refusal {
  YamlPlace place;
  std::string text;
};

YamlPlace place_of(const YAML::Mark& mark) {
  // yaml-cpp counts from 0 and has -1 for "nowhere".
  return {static_cast<std::size_t>(std::max(mark.line, 0)) + 1,
          static_cast<std::size_t>(std::max(mark.column, 0)) + 1};
}

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

/// The whole of `digits` as an integer in `base`, or nothing when it does not fit.
template <class Integer>
std::optional<Integer> parse_integer(std::string_view digits, int base) {
  Integer number{};
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, number, base);
  return error == std::errc{} && stop == end ? std::optional(number) : std::nullopt;
}

bool all_of_base(std::string_view digits, int base) {
  static constexpr std::string_view alphabet = "0123456789abcdef0123456789ABCDEF";
  return !digits.empty() && std::all_of(digits.begin(), digits.end(), [base](char digit) {
    const std::size_t found = alphabet.find(digit);
    return found != std::string_view::npos && found % 16 < static_cast<std::size_t>(base);
  });
}

json::value integer_value(std::string_view sign_and_digits, int base, YamlPlace place) {
  if (const auto number = parse_integer<std::int64_t>(sign_and_digits, base)) {
    return *number;
  }
  if (const auto number = parse_integer<std::uint64_t>(sign_and_digits, base)) {
    return *number;
  }
  throw Refusal{place, "the integer does not fit into 64 bits; put it in quotes"};
}

std::optional<json::value> as_integer(std::string_view text, YamlPlace place) {
  if (text.substr(0, 2) == "0x" && all_of_base(text.substr(2), 16)) {
    return integer_value(text.substr(2), 16, place);
  }
  if (text.substr(0, 2) == "0o" && all_of_base(text.substr(2), 8)) {
    return integer_value(text.substr(2), 8, place);
  }
  const bool has_sign = text.front() == '-' || text.front() == '+';
  if (!all_of_base(text.substr(has_sign ? 1 : 0), 10)) {
    return std::nullopt;
  }
  return integer_value(text.front() == '+' ? text.substr(1) : text, 10, place);
}

std::optional<json::value> as_float(std::string_view text, YamlPlace place) {
  const bool has_sign = text.front() == '-' || text.front() == '+';
  const std::string_view digits = text.substr(has_sign ? 1 : 0);
  if (is_one_of<6>(digits, {".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"})) {
    throw Refusal{place, "JSON has no number for \"" + std::string(text) + "\"; put it in quotes"};
  }
  // from_chars would take "inf" and "nan", which are strings in YAML.
  if (digits.empty() || (digits.front() != '.' && !all_of_base(digits.substr(0, 1), 10))) {
    return std::nullopt;
  }
  double number = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, number);
  if (stop != end || error == std::errc::invalid_argument) {
    return std::nullopt;
  }
  if (error == std::errc::result_out_of_range) {
    throw Refusal{place, "the number is out of range; put it in quotes"};
  }
  return json::value(text.front() == '-' ? -number : number);
}

/// A plain scalar by the core schema. Nulls do not come here: yaml-cpp reports them as such.
json::value resolve_plain(std::string_view text, YamlPlace place) {
  if (is_one_of<3>(text, {"true", "True", "TRUE"})) {
    return true;
  }
  if (is_one_of<3>(text, {"false", "False", "FALSE"})) {
    return false;
  }
  if (auto number = as_integer(text, place)) {
    return *std::move(number);
  }
  if (auto number = as_float(text, place)) {
    return *std::move(number);
  }
  return json::string(text);
}

/// Builds the JSON value from the parser's events.
class DocumentBuilder final : public YAML::EventHandler {
public:
  explicit DocumentBuilder(YamlPositions* positions) : positions_(positions) {}

  json::value take() { return std::move(root_); }

  /// Start of the innermost list or object that is still open.
  [[nodiscard]] YamlPlace open_place() const { return levels_.empty() ? YamlPlace{} : levels_.back().place; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (std::exchange(started_, true)) {
      throw Refusal{place_of(mark), "a second document begins here; only one is allowed"};
    }
  }

  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    if (expects_name()) {
      throw Refusal{place_of(mark), "a member's name is missing or null"};
    }
    add(nullptr, place_of(mark));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    throw Refusal{place_of(mark), "aliases (*name) are not allowed; repeat the value"};
  }

  void OnAnchor(const YAML::Mark& mark, const std::string& name) override {
    throw Refusal{place_of(mark), "anchors (&" + name + ") are not allowed"};
  }

  void
  OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t, const std::string& read) override {
    const YamlPlace place = place_of(mark);
    const std::string text = encode_stray_bytes(read);
    refuse_tag(tag, place);
    if (expects_name()) {
      begin_member(text, place);
      return;
    }
    add(tag == "?" && !text.empty() ? resolve_plain(text, place) : json::value(text), place);
  }

  void OnSequenceStart(const YAML::Mark& mark,
                       const std::string& tag,
                       YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    open(json::array(), tag, place_of(mark));
  }

  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark,
                  const std::string& tag,
                  YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    open(json::object(), tag, place_of(mark));
  }

  void OnMapEnd() override { close(); }

private:
  /// A list or object that is still open.
  struct Level {
    json::value value;
    std::string pointer;
    YamlPlace place;
    std::optional<std::string> member; ///< object: its next value belongs to this name
    YamlPlace member_place;
  };

  static void refuse_tag(const std::string& tag, YamlPlace place) {
    // "?" is a node without a tag, "!" a quoted scalar.
    if (!tag.empty() && tag != "?" && tag != "!") {
      throw Refusal{place, "tags (" + tag + ") are not allowed"};
    }
  }

  [[nodiscard]] bool expects_name() const {
    return !levels_.empty() && levels_.back().value.is_object() && !levels_.back().member;
  }

  void begin_member(const std::string& name, YamlPlace place) {
    Level& level = levels_.back();
    if (level.value.get_object().contains(name)) {
      throw Refusal{place, "\"" + name + "\" is given twice"};
    }
    level.member = name;
    level.member_place = place;
  }

  /// Where the value that begins now will stand.
  [[nodiscard]] std::string next_pointer() const {
    if (levels_.empty()) {
      return {};
    }
    const Level& level = levels_.back();
    return join_pointer(level.pointer,
                        level.member ? *level.member : std::to_string(level.value.get_array().size()));
  }

  void open(json::value container, const std::string& tag, YamlPlace place) {
    refuse_tag(tag, place);
    if (expects_name()) {
      throw Refusal{place, "a member's name must be text, not a list or an object"};
    }
    if (levels_.size() >= max_depth) {
      throw Refusal{place, "nested more than " + std::to_string(max_depth) + " levels deep"};
    }
    levels_.push_back({std::move(container), next_pointer(), place, {}, {}});
  }

  void close() {
    Level level = std::move(levels_.back());
    levels_.pop_back();
    add(std::move(level.value), level.place);
  }

  void add(json::value value, YamlPlace place) {
    if (positions_ != nullptr) {
      const bool is_member = !levels_.empty() && levels_.back().member;
      positions_->record(next_pointer(), is_member ? levels_.back().member_place : place, place);
    }
    if (levels_.empty()) {
      root_ = std::move(value);
    } else if (levels_.back().value.is_array()) {
      levels_.back().value.get_array().push_back(std::move(value));
    } else {
      levels_.back().value.get_object().emplace(*levels_.back().member, std::move(value));
      levels_.back().member.reset();
    }
  }

  YamlPositions* positions_;
  std::vector<Level> levels_;
  json::value root_;
  bool started_ = false;
};

} // namespace

Result<json::value> read_yaml(std::string_view text, std::string_view file_name, YamlPositions* positions) {
  if (const auto fault = find_text_fault(text)) {
    return failure_at(file_name, fault->place, fault->reason);
  }
  DocumentBuilder builder(positions);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
    return builder.take();
  } catch (const Refusal& refusal) {
    return failure_at(file_name, refusal.place, refusal.text);
  } catch (const YAML::Exception& error) {
    // At the end of the text yaml-cpp's mark is of no use; what was left open is.
    const YamlPlace place = place_of(error.mark);
    const YamlPlace open = builder.open_place();
    const bool is_before = std::pair(place.line, place.column) < std::pair(open.line, open.column);
    return failure_at(file_name, is_before ? open : place, whole_text(error.msg));
  }
}

} // namespace callout::host
