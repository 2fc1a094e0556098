#pragma once

/// The lines of `callout batch`: one request in, one answer out.

#include <optional>
#include <string>
#include <string_view>

#include "commands.hpp"
#include "page_stream.hpp"

namespace callout::host::cli {

/// A line taken apart. `id` is JSON text, "null" when the line has none or cannot be read.
struct BatchRequest {
  std::string id = "null";
  Result<ActionName> action = ActionName{};
  std::string input = "{}";
};

/// Reads {"id": any, "action": "CONNECTION.ACTION", "input": {...}}; input may be missing. What is wrong with
/// the line is in `action`, its detail naming the line by `number` (from 1).
BatchRequest parse_batch_line(std::string_view line, std::size_t number);

/// {"id":...,"ok":true,"result":...} or {"id":...,"ok":false,"error":{...}}, with its line end.
std::string batch_answer(std::string_view id, const Result<std::string>& result);

/// {"id":...,"item":...}, with its line end.
std::string batch_item(std::string_view id, std::string_view item);

/// How a stream of items ended: {"id":...,"ok":true,"items":N}, with "truncated" and "next" when there is
/// more, and with "error" and "ok":false after a failure. With its line end.
std::string
batch_end(std::string_view id, const StreamProgress& progress, const std::optional<Failure>& failure);

} // namespace callout::host::cli
