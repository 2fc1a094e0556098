#pragma once

#include <string_view>

namespace callout::pagerduty::curated {

/// Whether one of the signatures in the value of X-PagerDuty-Signature ("v1=<hex>,v1=<hex>": several while a
/// secret is being replaced) is the HMAC-SHA256 of the body with the secret. Takes as long for a wrong one as
/// for a right one. Versions other than v1 are passed over. Pure.
/// (developer.pagerduty.com, "Verifying Signatures")
bool is_signed(std::string_view body, std::string_view header, std::string_view secret);

} // namespace callout::pagerduty::curated
