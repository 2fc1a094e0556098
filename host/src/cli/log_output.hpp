#pragma once

/// The host's log records on standard error.

#include <callout/host/log.hpp>

#include "console.hpp"

namespace callout::host::cli {

/// `debug source message key=value ...`: values as JSON, strings without quotes where that is unambiguous.
/// The level is not in it.
std::string log_line(const LogRecord& record);

/// The members of a record after its level, without braces: "source":"host","message":"...", then its fields.
/// A field named like a member of the record itself gets a "_" behind its name.
std::string log_members(const LogRecord& record);

/// A sink that writes records of at least `lowest`, from any thread, in the given format. The logger behind
/// it is made with the first record that is written.
LogSink make_log_sink(LogLevel lowest, LogFormat format, Console::Colour colour);

} // namespace callout::host::cli
