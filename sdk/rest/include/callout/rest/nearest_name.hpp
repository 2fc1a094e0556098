#pragma once

#include <span>
#include <string>
#include <string_view>

namespace callout::rest {

/// The known name that `name` was probably meant to be, or an empty view when none is near.
std::string_view nearest_name(std::string_view name, std::span<const std::string_view> known);

/// "unknown member `tittle`; did you mean `title`?", or the known names when none is near.
std::string unknown_member(std::string_view name, std::span<const std::string_view> known);

} // namespace callout::rest
