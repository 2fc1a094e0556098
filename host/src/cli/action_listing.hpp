#pragma once

/// The actions of a plugin, chosen and laid out for reading.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "palette.hpp"

namespace callout::host::cli {

struct ActionFilter {
  std::string search; ///< in name, title, tags or scope; upper and lower case count as the same
  std::string tag;    ///< one of the tags, likewise
};

/// The rows of a manifest's "actions" that pass the filter, in their order.
boost::json::array chosen_actions(const boost::json::object& manifest, const ActionFilter& filter);

/// A heading for each first tag in the order of their first actions, untagged ones last; under it a line for
/// each action: name, risk, scope, title. `width`: columns that titles are cut to; without it they are whole.
std::string
action_listing(const boost::json::array& actions, const Palette& palette, std::optional<std::size_t> width);

/// Every tag once, sorted.
std::vector<std::string> tags_of(const boost::json::object& manifest);

/// A member as text, or empty when it is missing or no string.
std::string text_member(const boost::json::object& object, std::string_view name);

/// How a risk looks: destructive red, write yellow.
Style risk_style(std::string_view risk);

} // namespace callout::host::cli
