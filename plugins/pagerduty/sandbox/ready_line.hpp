#pragma once

#include <cstdint>
#include <string>

#include <boost/json/object.hpp>

#include "sandbox/options.hpp"

namespace callout::sandbox {

/// What a client needs to use a sandbox that listens: addresses, CA file, and the well-known credentials.
boost::json::object ready_line(const Options& options, const std::string& ca_file);

} // namespace callout::sandbox
