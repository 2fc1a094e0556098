# Installs the build tree, builds a project that knows only the installed package, and runs what came of it.
file(REMOVE_RECURSE ${WORK})
function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${ARGV}\nended with ${result}:\n${output}")
  endif()
endfunction()

run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/prefix)
run(${CMAKE_COMMAND} -S ${SOURCE} -B ${WORK}/build -G Ninja -DCMAKE_PREFIX_PATH=${WORK}/prefix
    -DCMAKE_C_COMPILER=${CC} -DCMAKE_CXX_COMPILER=${CXX} "-DCMAKE_C_FLAGS=${C_FLAGS}" "-DCMAKE_CXX_FLAGS=${CXX_FLAGS}")
run(${CMAKE_COMMAND} --build ${WORK}/build)

set(plugin ${WORK}/build/callout-outside.so)
execute_process(COMMAND ${NM} -D --defined-only ${plugin} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
if(NOT symbols MATCHES "^[0-9a-f]+ T callout_plugin_entry_v1\n$")
  message(FATAL_ERROR "the plugin exports:\n${symbols}")
endif()

execute_process(COMMAND ${MINI_HOST} ${plugin} {} method {} OUTPUT_VARIABLE answer COMMAND_ERROR_IS_FATAL ANY)
if(NOT answer STREQUAL "{\"method\":\"DELETE\"}\n")
  message(FATAL_ERROR "the plugin answered: ${answer}")
endif()

file(WRITE ${WORK}/callout.yaml "connections: { outside: { plugin: outside } }\n")
execute_process(COMMAND ${WORK}/build/embedding ${WORK}/callout.yaml ${WORK}/build OUTPUT_VARIABLE answer
                COMMAND_ERROR_IS_FATAL ANY)
if(NOT answer STREQUAL "{\"method\":\"DELETE\"}\n")
  message(FATAL_ERROR "the embedding program said: ${answer}")
endif()
