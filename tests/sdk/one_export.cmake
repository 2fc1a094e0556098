# Fails unless PLUGIN exports the entry point and nothing else.
execute_process(COMMAND ${NM} -D --defined-only ${PLUGIN} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX REPLACE "[0-9a-f]+ [A-Za-z] " "" symbols "${symbols}")
string(STRIP "${symbols}" symbols)
if(NOT symbols STREQUAL "callout_plugin_entry_v1")
  message(FATAL_ERROR "${PLUGIN} exports more or less than the entry point:\n${symbols}")
endif()
