#pragma once

namespace callout::sandbox {

/// The program `callout-pagerduty-sandbox`: reads its options, serves until SIGINT or SIGTERM, and gives its
/// exit status: 0 ended as asked, 1 could not start, 2 wrong usage.
int run_program(int argc, const char* const* argv);

} // namespace callout::sandbox
