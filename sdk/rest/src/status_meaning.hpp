#pragma once

#include <callout/plugin.h>

namespace callout::rest {

/// What the status of an answer means (RFC 9110, 15) to whoever decides about another attempt, and to whoever
/// tells people.
struct StatusMeaning {
  callout_status meant = CALLOUT_E_INVALID_ARGUMENT;
  /// The request may have taken effect: a gateway answers so also when it had got through.
  bool may_have_acted = false;
  bool retryable = false; ///< another attempt may fare better
};

/// Of a status that is no success.
StatusMeaning meaning_of(unsigned status);

} // namespace callout::rest
