# callout_add_plugin(NAME SOURCES file... [LIBRARIES target...] [OUTPUT_DIRECTORY dir])
#
# Makes callout-NAME.so as the host wants it: exactly one exported symbol, everything it links hidden (so that
# neither the host's nor another plugin's copy of a library is bound to), no undefined symbols left. C++
# sources get the SDK; a plugin of C sources alone gets only the header.
set(CALLOUT_PLUGIN_VERSION_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/callout-plugin.map)

function(callout_add_plugin name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "OUTPUT_DIRECTORY" "SOURCES;LIBRARIES")
  if(NOT arg_SOURCES)
    message(FATAL_ERROR "callout_add_plugin(${name}): SOURCES is missing")
  endif()
  set(target callout-${name})
  add_library(${target} MODULE ${arg_SOURCES})
  set_target_properties(${target} PROPERTIES
    PREFIX "" C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  if(arg_OUTPUT_DIRECTORY)
    set_target_properties(${target} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${arg_OUTPUT_DIRECTORY})
  endif()

  set(sdk callout::plugin_api)
  foreach(source IN LISTS arg_SOURCES)
    if(NOT source MATCHES "\\.c$")
      set(sdk callout::sdk)
    endif()
  endforeach()
  target_link_libraries(${target} PRIVATE ${sdk} ${arg_LIBRARIES})

  if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    target_link_options(${target} PRIVATE
      "LINKER:--version-script=${CALLOUT_PLUGIN_VERSION_SCRIPT}" "LINKER:--exclude-libs,ALL" "LINKER:--gc-sections")
    # clang leaves its sanitizers' symbols to the program, gcc does not.
    if(NOT (CMAKE_CXX_COMPILER_ID MATCHES "Clang" AND CMAKE_CXX_FLAGS MATCHES "-fsanitize"))
      target_link_options(${target} PRIVATE "LINKER:-z,defs")
    endif()
    set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${CALLOUT_PLUGIN_VERSION_SCRIPT})
  endif()
endfunction()
