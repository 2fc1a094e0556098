#pragma once

/// Words for what a JSON Schema allows.

#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace callout::rest {

/// The value as JSON in backquotes, a string without its quotes, at most 80 characters of it.
std::string quoted(const boost::json::value& value);

/// "`a`, `b` and `c`"; with an empty list, an empty text. Names beyond `most` are counted: "and 7 more".
std::string name_list(const boost::json::array& names, std::size_t most = 40);

/// What is allowed, briefly: "a string", "one of `high`, `low`", "an object with `id` and `type`".
std::string describe_schema(const boost::json::object& schema);

/// "cannot be `hihg`; allowed are `high` and `low`; did you mean `high`?" for the value at `pointer`, shown
/// as shown() does.
std::string
refuse_choice(const boost::json::value& value, std::string_view pointer, const boost::json::array& allowed);

/// The value for a message, or "this value" when any name in its pointer speaks of a secret.
std::string shown(const boost::json::value& value, std::string_view pointer);

/// "at least 1", "between 1 and 100", "less than 5", by these keywords; empty when it has none of them.
std::string describe_range(const boost::json::object& schema);

/// The JSON pointer to a member of what `pointer` points to (RFC 6901).
std::string pointer_to(std::string_view pointer, std::string_view name);

/// Characters, not bytes, of UTF-8 text.
std::size_t count_characters(std::string_view text);

} // namespace callout::rest
