#pragma once

/// JSON text that comes from the host, checked.

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

#include <boost/json/serialize.hpp>
#include <boost/json/stream_parser.hpp>
#include <boost/json/value.hpp>
#include <boost/system/result.hpp>
#include <callout/sdk/problem.hpp>

namespace callout::sdk {

inline std::string_view to_string_view(callout_str text) {
  return text.len == 0 ? std::string_view() : std::string_view(text.ptr, text.len);
}

inline callout_str to_callout_str(std::string_view text) {
  return {text.data(), text.size()};
}

/// Whether every number in it can be written as JSON: Boost.JSON reads 1e309 as infinity.
inline bool
is_finite(const boost::json::value& value) { // NOLINT(misc-no-recursion): depth is bounded by the parser
  if (const double* const number = value.if_double()) {
    return std::isfinite(*number);
  }
  if (const boost::json::array* const array = value.if_array()) {
    return std::all_of(array->begin(), array->end(), [](const auto& item) { return is_finite(item); });
  }
  if (const boost::json::object* const object = value.if_object()) {
    return std::all_of(
        object->begin(), object->end(), [](const auto& member) { return is_finite(member.value()); });
  }
  return true;
}

/// Parses `text`; empty text is null. `what` names it in the error ("input"), which never quotes the text:
/// it may be a secret. At most 64 levels deep. `storage` is for the value and all that is needed meanwhile.
inline boost::system::result<boost::json::value, Problem>
parse_json(std::string_view text, std::string_view what, const boost::json::storage_ptr& storage = {}) {
  if (text.empty()) {
    return boost::json::value(nullptr, storage);
  }
  boost::json::parse_options options;
  options.max_depth = 64;
  boost::json::stream_parser parser(storage, options);
  parser.reset(storage);
  boost::system::error_code error;
  const std::size_t read = parser.write_some(text.data(), text.size(), error);
  if (!error && read < text.size() && text.find_first_not_of(" \t\r\n", read) != std::string_view::npos) {
    error = boost::json::error::extra_data;
  }
  if (!error && !parser.done()) {
    parser.finish(error);
  }
  if (error) {
    return make_problem(CALLOUT_E_INVALID_ARGUMENT,
                        std::string(what) + " is not valid JSON at byte " + std::to_string(read) + ": " +
                            error.message());
  }
  boost::json::value value = parser.release();
  if (!is_finite(value)) {
    return make_problem(CALLOUT_E_INVALID_ARGUMENT,
                        std::string(what) + " holds a number that is out of range",
                        "Numbers must fit a double; send larger ones as strings.");
  }
  return value;
}

/// A name that the host gave, for a problem, which is JSON and has no place for bytes that are not UTF-8.
inline std::string quoted_name(std::string_view name) {
  const bool is_utf8 = parse_json(boost::json::serialize(boost::json::string(name)), "name").has_value();
  return is_utf8 ? "\"" + std::string(name) + "\"" : "of that name, which is not UTF-8";
}

} // namespace callout::sdk
