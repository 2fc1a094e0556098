# Warnings for our own code: linked PRIVATE, never exported.
add_library(callout_warnings INTERFACE)
target_compile_options(callout_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wcast-qual
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor> $<$<COMPILE_LANGUAGE:CXX>:-Wold-style-cast>
  $<$<COMPILE_LANGUAGE:CXX>:-Woverloaded-virtual> $<$<BOOL:${CALLOUT_WARNINGS_AS_ERRORS}>:-Werror>)
