#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <callout/rest/operation.hpp>

namespace callout::rest {

/// Every schema of the catalog that `schema` refers to by "#/$defs/<name>", and what those refer to, by name.
boost::json::object referred_schemas(const Catalog& catalog, const boost::json::value& schema);

} // namespace callout::rest
