#pragma once

/// Where secrets lie.

#include <memory_resource>

#include <boost/json/storage_ptr.hpp>

namespace callout::host {

/// Memory that is in no core file (madvise(2), MADV_DONTDUMP), is kept from swap as far as the system's limit
/// allows (mlock(2)), and is overwritten when it is given back. Thread-safe; lives as long as the process.
std::pmr::memory_resource& secret_memory();

/// The same for trees of JSON.
boost::json::storage_ptr secret_storage();

} // namespace callout::host
