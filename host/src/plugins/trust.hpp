#pragma once

/// Who may put a plugin where the host loads it from.

#include <filesystem>

#include <callout/host/failure.hpp>

namespace callout::host {

/// Resolves the path and refuses it unless it is a regular file that only root and the host's own user can
/// change: file and all folders above it belong to one of the two and are not writable by group or others.
/// A folder with the sticky bit, such as /tmp, passes as a parent: nobody else can replace what lies in it.
/// Yields the canonical path. CALLOUT_E_PERMISSION_DENIED names the path and how to mend it.
Result<std::filesystem::path> check_trusted(const std::filesystem::path& file);

} // namespace callout::host
