#pragma once

#include <algorithm>
#include <string_view>

#include <boost/url/grammar/ci_string.hpp>

namespace callout::rest {

/// Whether the texts are equal but for the case of ASCII letters, as names of headers, schemes and codings
/// are (RFC 9110, 5.1). Not Boost 1.81's urls::grammar::ci_is_equal or beast::iequals: they read one byte
/// past the end of texts whose last letters differ in case.
inline bool equal_ignoring_case(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char one, char other) {
    return boost::urls::grammar::to_lower(one) == boost::urls::grammar::to_lower(other);
  });
}

} // namespace callout::rest
