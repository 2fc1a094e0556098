#pragma once

/// What the language has and this version does not do: each is refused by name, with the way round it.

#include <string_view>

namespace callout::host::workflow {

/// Where in a document a member stands.
enum class Place { document, use, task, data_flow, catch_clause, call };

struct Unsupported {
  Place place;
  std::string_view name; ///< of the member; for Place::call, the kind of call
  std::string_view hint; ///< what to do instead; may be empty
};

/// nullptr for a member that is not known to the language.
const Unsupported* find_unsupported(Place place, std::string_view name);

} // namespace callout::host::workflow
