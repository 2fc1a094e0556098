#pragma once

/// All expressions of a workflow as one jq program, since compiling costs 20 ms whatever the size.
///
/// The program takes [index, data, slot 0, slot 1, ...] and yields what expression `index` makes of `data`.

#include <cstddef>
#include <string>
#include <vector>

#include "workflow/model.hpp"
#include "workflow/parser/source.hpp"

namespace callout::host::workflow {

/// Where a part of an expression stands in the program, for the compiler's messages.
struct PlacedPart {
  std::size_t first_line = 0; ///< from 0
  std::size_t expression = 0;
  std::size_t part = 0;
};

struct ProgramText {
  std::string text;
  std::vector<PlacedPart> parts; ///< by rising line
};

ProgramText build_program(const std::vector<Expression>& expressions);

/// Elements of the program's input before the slots.
constexpr int input_index = 0;
constexpr int input_data = 1;
constexpr int input_first_slot = 2;

class JqProgram;

/// Compiles the program, each part of it first alone: a text such as `1) | (2` would otherwise slip through
/// the brackets around it. Refusals go to `source`, at the part's place; true when there were none.
bool compile_program(const std::vector<Expression>& expressions, JqProgram& program, Source& source);

} // namespace callout::host::workflow
