#pragma once

/// Secrets as they look on their way: services echo what they were sent, not what the connection file says.

#include <string_view>
#include <vector>

#include "secret.hpp"

namespace callout::host {

/// What follows "Basic " in a header (RFC 7617, 2): base64 of the user name, a colon and the password.
Secret basic_credential(std::string_view username, std::string_view password);

/// The text as a value of a form, in which OAuth clients put their id and secret first (RFC 6749, 2.3.1).
Secret form_encoded(std::string_view text);

/// The text within a JSON string where that looks different, with `/` as it is and as `\/`: bodies are traced
/// and told of as the service wrote them.
std::vector<Secret> escaped_forms(std::string_view text);

} // namespace callout::host
