#pragma once

#include "sandbox/message.hpp"
#include "sandbox/store/account.hpp"

namespace callout::sandbox {

/// `POST /v2/enqueue` of the Events API v2: trigger, acknowledge or resolve by dedup_key.
///
/// 202 when the event is taken, 400 with `{"status", "message", "errors"}` when it is malformed, 413 past 512
/// KB.
Response enqueue_event(const Request& request, Account& account);

/// `POST /v2/change/enqueue`: keeps a change event.
Response enqueue_change(const Request& request, Account& account);

} // namespace callout::sandbox
