#pragma once

#include "sandbox/message.hpp"
#include "sandbox/options.hpp"
#include "sandbox/token_store.hpp"

namespace callout::sandbox {

/// `POST /oauth/token`: the client credentials grant of RFC 6749, 4.4, with PagerDuty's scope form.
///
/// The client authenticates in the body or by Basic. Errors have the shape of RFC 6749, 5.2. Scopes that the
/// app does not hold are left out of the grant without an error.
Response
answer_token_request(const Request& request, const Options& options, TokenStore& tokens, TimePoint now);

} // namespace callout::sandbox
