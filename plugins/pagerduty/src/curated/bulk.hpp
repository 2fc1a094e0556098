#pragma once

/// Operations that change many things at once, with lists of any length.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <callout/sdk/reply.hpp>
#include <callout/sdk/request.hpp>

#include "curated/api.hpp"

namespace callout::pagerduty::curated {

/// An operation whose body holds a list that PagerDuty limits.
struct BulkRule {
  std::string_view operation;
  std::string_view list; ///< the member, also of the answer
  std::size_t most = 0;  ///< entries at a time
};

/// The operation's rule, or nullptr when it has no such limit.
const BulkRule* find_bulk_rule(std::string_view operation);

/// What became of one entry of the list.
struct BulkItem {
  std::string id;
  boost::json::object changed = {}; ///< as PagerDuty answered it; empty when it was not changed
  sdk::Problem problem = {};        ///< why not, when `changed` is empty
};

/// Whether it is a problem of the call as a whole, which the host must see: the credential is refused, time
/// is up, nobody wants the answer any more.
bool ends_call(const sdk::Problem& problem);

/// Sends the entries, each with `id`, in bulks that the rule allows, together with the operation's other
/// input. PagerDuty refuses a bulk for one bad entry, so a refused one is halved until the bad ones stand
/// alone. The items are in the order of the entries. A problem that would meet all of them (credential,
/// limit, cancel) ends it: the rest has it too, or after an answer that was lost one that says it was not
/// sent.
std::vector<BulkItem> send_in_bulks(Api& api,
                                    const BulkRule& rule,
                                    const boost::json::object& other_input,
                                    const boost::json::array& entries);

/// The rule of the call's operation when the list in its input is too long for one request, else nullptr.
const BulkRule* find_exceeded_rule(const sdk::Request& request);

/// Carries out such a call, which names an operation. The answer has PagerDuty's member with all that were
/// changed, and "results": [{"id", "ok", "problem"}], "succeeded", "failed"; a problem when all failed.
sdk::Reply run_in_bulks(const BulkRule& rule, Connector& connector, const sdk::Request& request);

} // namespace callout::pagerduty::curated
