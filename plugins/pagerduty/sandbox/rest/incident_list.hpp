#pragma once

#include "sandbox/rest/router.hpp"

namespace callout::sandbox {

/// `GET /incidents`: the filters, the default range of one month, `sort_by`, and paging.
Response list_incidents(Call& call);

} // namespace callout::sandbox
