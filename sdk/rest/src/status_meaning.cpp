#include "status_meaning.hpp"

#include <algorithm>
#include <array>

namespace callout::rest {
namespace {

struct Row {
  unsigned status = 0;
  StatusMeaning meaning;
};

constexpr std::array<Row, 18> rows{{
    {303, {CALLOUT_E_UNAVAILABLE, true, false}}, // "done, look there" (RFC 9110, 15.4.4)
    {400, {CALLOUT_E_INVALID_ARGUMENT, false, false}},
    {401, {CALLOUT_E_UNAUTHENTICATED, false, false}},
    {402, {CALLOUT_E_PERMISSION_DENIED, false, false}},
    {403, {CALLOUT_E_PERMISSION_DENIED, false, false}},
    {404, {CALLOUT_E_NOT_FOUND, false, false}},
    {408, {CALLOUT_E_UNAVAILABLE, true, true}}, // also what a gateway says that waited for its own server
    {409, {CALLOUT_E_CONFLICT, false, false}},
    {410, {CALLOUT_E_NOT_FOUND, false, false}},
    {412, {CALLOUT_E_CONFLICT, false, false}},
    {413, {CALLOUT_E_LIMIT, false, false}},
    {422, {CALLOUT_E_INVALID_ARGUMENT, false, false}},
    {425, {CALLOUT_E_UNAVAILABLE, false, true}},
    {429, {CALLOUT_E_RATE_LIMITED, false, true}},
    {500, {CALLOUT_E_UNAVAILABLE, true, true}},
    {501, {CALLOUT_E_UNSUPPORTED, false, false}},
    {503, {CALLOUT_E_UNAVAILABLE, true, true}},
    {505, {CALLOUT_E_UNSUPPORTED, false, false}},
}};

} // namespace

StatusMeaning meaning_of(unsigned status) {
  const auto* const known =
      std::find_if(rows.begin(), rows.end(), [status](const Row& row) { return row.status == status; });
  if (known != rows.end()) {
    return known->meaning;
  }
  if (status >= 500) {
    return {CALLOUT_E_UNAVAILABLE, true, true};
  }
  return {status >= 400 ? CALLOUT_E_INVALID_ARGUMENT : CALLOUT_E_UNAVAILABLE, false, false};
}

} // namespace callout::rest
