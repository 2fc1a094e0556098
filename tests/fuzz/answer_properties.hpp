#pragma once

/// Properties of what the SDK's side answers, whatever it was given.

#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <callout/rest/header_rules.hpp>
#include <callout/sdk/json_text.hpp>
#include <callout/sdk/problem.hpp>

#include "input.hpp"

namespace callout::fuzz {

/// JSON that the host takes: UTF-8, no infinite numbers.
inline void require_json(std::string_view text) {
  boost::json::parse_options options;
  options.max_depth = 256;
  boost::json::stream_parser parser({}, options);
  boost::system::error_code error;
  parser.write(text.data(), text.size(), error);
  if (!error) {
    parser.finish(error);
  }
  require(!text.empty() && !error);
}

/// A problem says something, and is JSON once it is written.
inline void require_problem(const sdk::Problem& problem) {
  require(problem.status < 0 && !problem.detail().empty());
  require_json(boost::json::serialize(problem.members));
}

inline constexpr std::string_view secret = "S3CRET-of-a-user";

/// How often the secret is in text or member names where nothing says that it is one.
// NOLINTNEXTLINE(misc-no-recursion): depth is bounded by the parser
inline int told_secrets(const boost::json::value& value, bool is_secret) {
  int count = 0;
  if (const auto* const text = value.if_string()) {
    count += !is_secret && std::string_view(*text).find(secret) != std::string_view::npos ? 1 : 0;
  } else if (const auto* const list = value.if_array()) {
    for (const auto& item : *list) {
      count += told_secrets(item, is_secret && !item.is_object());
    }
  } else if (const auto* const object = value.if_object()) {
    for (const auto& [name, member] : *object) {
      count += std::string_view(name).find(secret) != std::string_view::npos ? 1 : 0;
      count += told_secrets(member, rest::speaks_of_secret(name) && !member.is_object());
    }
  }
  return count;
}

/// A secret that stands only where secrets belong does not come out.
inline void require_kept(const boost::json::value& input, std::string_view output) {
  require(told_secrets(input, false) > 0 || output.find(secret) == std::string_view::npos);
}

} // namespace callout::fuzz
