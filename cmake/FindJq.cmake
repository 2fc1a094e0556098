# Finds libjq (https://jqlang.github.io/jq), which installs neither a CMake package nor a pkg-config file:
# imported target Jq::jq, variables Jq_FOUND, Jq_INCLUDE_DIR, Jq_LIBRARY.
find_path(Jq_INCLUDE_DIR NAMES jq.h jv.h)
find_library(Jq_LIBRARY NAMES jq)
mark_as_advanced(Jq_INCLUDE_DIR Jq_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Jq REQUIRED_VARS Jq_LIBRARY Jq_INCLUDE_DIR)

if(Jq_FOUND AND NOT TARGET Jq::jq)
  add_library(Jq::jq UNKNOWN IMPORTED)
  set_target_properties(Jq::jq PROPERTIES IMPORTED_LOCATION "${Jq_LIBRARY}"
                        INTERFACE_INCLUDE_DIRECTORIES "${Jq_INCLUDE_DIR}")
endif()
