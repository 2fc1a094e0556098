#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sandbox/message.hpp"

namespace callout::sandbox {

/// 400 with code 2001 and every message: the request's content is wrong.
Response invalid_input(const std::vector<std::string>& messages);

/// 401 with code 2006: no credential, or one that is unknown, expired or revoked.
Response unauthorized(std::string_view message);

/// 403 with code 2010, naming the scopes that would allow the request.
Response access_denied(const std::string& required_scope);

/// 404 with code 2100.
Response not_found();

/// Any other error in PagerDuty's shape.
Response api_error(unsigned status, int code, std::string_view message);

} // namespace callout::sandbox
