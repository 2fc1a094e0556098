#pragma once

/// Headers that a connection's owner or an action's caller writes.

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>
#include <callout/rest/http.hpp>
#include <callout/rest/result.hpp>

namespace callout::rest {

/// Whether a member or header of this name likely holds a secret: "client_secret", "Authorization",
/// "api_key". Keys that only identify ("incident_key") do not.
bool speaks_of_secret(std::string_view name);

/// Reads an object of header names and string values. `what` names it in errors, which carry "pointer".
/// Refuses names that carry credentials (Authorization, Cookie, ...) and those that frame the message (Host,
/// Content-Length, ...): the first come from the connection's auth, the others from the client.
Result<std::vector<Header>> read_headers(const boost::json::value& value, std::string_view what);

/// Sets a header: one with the same name, whatever its case, is replaced.
void set_header(std::vector<Header>& headers, Header header);

/// RFC 6901 pointer of nested members.
std::string json_pointer(std::initializer_list<std::string_view> names);

} // namespace callout::rest
