// The smallest connector there is: what is left of a call's time is the way to it and back.
#include "echo_plugin.hpp"

#include <callout/sdk/plugin.hpp>

CALLOUT_EXPORT_PLUGIN(
    callout::sdk::Definition<callout::bench::Echo>("io.callout.bench-echo", "1.0.0")
        .title("Echo")
        .action("echo", "Answer the input", R"({"type":"object"})", &callout::bench::Echo::echo)
        .action("text", "Answer 2 kB", R"({"type":"object"})", &callout::bench::Echo::text))
