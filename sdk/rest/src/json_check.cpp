#include "json_check.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/error.hpp>
#include <boost/json/parse_options.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

namespace callout::rest {
namespace {

namespace json = boost::json;

// Takes the parser's events and keeps nothing.
struct Nothing {
  static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_array_size = max_object_size;
  static constexpr std::size_t max_key_size = max_object_size;
  static constexpr std::size_t max_string_size = max_object_size;

  using Error = boost::system::error_code;
  using Text = json::string_view;

  // NOLINTBEGIN(readability-convert-member-functions-to-static): basic_parser's handler concept
  bool on_document_begin(Error& /*error*/) { return true; }

  bool on_document_end(Error& /*error*/) { return true; }

  bool on_object_begin(Error& /*error*/) { return true; }

  bool on_object_end(std::size_t /*size*/, Error& /*error*/) { return true; }

  bool on_array_begin(Error& /*error*/) { return true; }

  bool on_array_end(std::size_t /*size*/, Error& /*error*/) { return true; }

  bool on_key_part(Text /*text*/, std::size_t /*size*/, Error& /*error*/) { return true; }

  bool on_key(Text /*text*/, std::size_t /*size*/, Error& /*error*/) { return true; }

  bool on_string_part(Text /*text*/, std::size_t /*size*/, Error& /*error*/) { return true; }

  bool on_string(Text /*text*/, std::size_t /*size*/, Error& /*error*/) { return true; }

  bool on_number_part(Text /*text*/, Error& /*error*/) { return true; }

  bool on_int64(std::int64_t /*value*/, Text /*text*/, Error& /*error*/) { return true; }

  bool on_uint64(std::uint64_t /*value*/, Text /*text*/, Error& /*error*/) { return true; }

  bool on_double(double value, Text /*text*/, Error& error) {
    if (!std::isfinite(value)) {
      error = json::error::exponent_overflow;
    }
    return !error;
  }

  bool on_bool(bool /*value*/, Error& /*error*/) { return true; }

  bool on_null(Error& /*error*/) { return true; }

  bool on_comment_part(Text /*text*/, Error& /*error*/) { return true; }

  bool on_comment(Text /*text*/, Error& /*error*/) { return true; }

  // NOLINTEND(readability-convert-member-functions-to-static)
};

} // namespace

bool is_json(std::string_view text) {
  json::parse_options options;
  options.max_depth = 64;
  json::basic_parser<Nothing> parser(options);
  boost::system::error_code error;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
  return !error && parser.done() && text.find_first_not_of(" \t\r\n", read) == std::string_view::npos;
}

// The parser checks what the serializer does not.
bool is_utf8(std::string_view text) {
  return is_json(json::serialize(json::string(text)));
}

} // namespace callout::rest
