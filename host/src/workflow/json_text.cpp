#include "workflow/json_text.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include <boost/json/basic_parser_impl.hpp>

namespace callout::host::workflow {
namespace {

using boost::json::error_code;
using boost::json::string_view;

constexpr std::size_t max_depth = 256;
constexpr std::size_t max_size = std::size_t{1} << 30U; // libjq counts bytes in an int
constexpr std::uint64_t max_exact_integer = std::uint64_t{1} << 53U;

/// Looks at a document without keeping it: boost::json::basic_parser calls these.
struct NumberScan {
  static constexpr std::size_t max_object_size = SIZE_MAX;
  static constexpr std::size_t max_array_size = SIZE_MAX;
  static constexpr std::size_t max_key_size = SIZE_MAX;
  static constexpr std::size_t max_string_size = SIZE_MAX;

  bool inexact = false;
  bool infinite = false;

  // NOLINTBEGIN(readability-convert-member-functions-to-static): the parser's concept wants members
  bool on_document_begin(error_code&) { return true; }

  bool on_document_end(error_code&) { return true; }

  bool on_object_begin(error_code&) { return true; }

  bool on_object_end(std::size_t, error_code&) { return true; }

  bool on_array_begin(error_code&) { return true; }

  bool on_array_end(std::size_t, error_code&) { return true; }

  bool on_key_part(string_view, std::size_t, error_code&) { return true; }

  bool on_key(string_view, std::size_t, error_code&) { return true; }

  bool on_string_part(string_view, std::size_t, error_code&) { return true; }

  bool on_string(string_view, std::size_t, error_code&) { return true; }

  bool on_number_part(string_view, error_code&) { return true; }

  bool on_int64(std::int64_t number, string_view, error_code&) {
    const auto bits = static_cast<std::uint64_t>(number);
    inexact = inexact || (number < 0 ? 0 - bits : bits) > max_exact_integer;
    return true;
  }

  bool on_uint64(std::uint64_t number, string_view, error_code&) {
    inexact = inexact || number > max_exact_integer;
    return true;
  }

  bool on_double(double number, string_view, error_code&) {
    infinite = infinite || !std::isfinite(number);
    // An integer beyond 64 bits arrives here too.
    inexact = inexact || std::abs(number) > static_cast<double>(max_exact_integer);
    return true;
  }

  bool on_bool(bool, error_code&) { return true; }

  bool on_null(error_code&) { return true; }

  bool on_comment_part(string_view, error_code&) { return true; }

  bool on_comment(string_view, error_code&) { return true; }

  // NOLINTEND(readability-convert-member-functions-to-static)
};

bool is_inexact_integer(std::string_view token) {
  if (token.find_first_of(".eE") != std::string_view::npos) {
    return false;
  }
  token.remove_prefix(token.starts_with('-') ? 1 : 0);
  constexpr std::string_view limit = "9007199254740992"; // 2^53
  return token.size() > limit.size() || (token.size() == limit.size() && token > limit);
}

/// End of the string that starts at `at`, behind its quote. The text is known to be JSON.
std::size_t string_end(std::string_view text, std::size_t at) {
  for (++at; text[at] != '"'; ++at) {
    at += text[at] == '\\' ? 1U : 0U;
  }
  return at + 1;
}

std::string quote_inexact_integers(std::string_view text) {
  std::string quoted;
  quoted.reserve(text.size() + 16);
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t end = at + 1;
    if (text[at] == '"') {
      end = string_end(text, at);
    } else if (text[at] == '-' || (text[at] >= '0' && text[at] <= '9')) {
      end = std::min(text.find_first_not_of("+-.eE0123456789", at), text.size());
    }
    const std::string_view token = text.substr(at, end - at);
    const bool inexact = token.front() != '"' && token.size() > 15 && is_inexact_integer(token);
    quoted.append(inexact ? "\"" : "").append(token).append(inexact ? "\"" : "");
    at = end;
  }
  return quoted;
}

Failure not_json(error_code error, std::size_t offset) {
  return make_failure(error == boost::json::error::too_deep ? CALLOUT_E_LIMIT : CALLOUT_E_INVALID_ARGUMENT,
                      "not JSON at byte " + std::to_string(offset) + ": " + error.message());
}

Result<Value> parse_checked(std::string_view text) {
  Value value(jv_parse_sized(text.data(), static_cast<int>(text.size())));
  if (value.kind() != JV_KIND_INVALID) {
    return value;
  }
  const Value message(jv_invalid_get_msg(value.share()));
  return make_failure(CALLOUT_E_INVALID_ARGUMENT, "not JSON: " + std::string(message.text()));
}

} // namespace

Result<Value> parse_json(std::string_view text) {
  if (text.size() > max_size) {
    return make_failure(CALLOUT_E_LIMIT,
                        "JSON text of " + std::to_string(text.size()) + " bytes; at most 1 GiB");
  }
  boost::json::parse_options options;
  options.max_depth = max_depth;
  boost::json::basic_parser<NumberScan> parser(options);
  error_code error;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
  const std::size_t rest = text.find_first_not_of(" \t\r\n", read);
  if (error || rest != std::string_view::npos) {
    return not_json(error ? error : error_code(boost::json::error::extra_data), error ? read : rest);
  }
  if (parser.handler().infinite) {
    return make_failure(CALLOUT_E_LIMIT, "a number in the JSON text is beyond the range of a double");
  }
  return parser.handler().inexact ? parse_checked(quote_inexact_integers(text)) : parse_checked(text);
}

} // namespace callout::host::workflow
