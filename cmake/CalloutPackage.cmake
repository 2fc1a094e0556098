# The installed package: find_package(Callout COMPONENTS plugin_api sdk rest host).
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/Callout)
configure_package_config_file(cmake/CalloutConfig.cmake.in ${PROJECT_BINARY_DIR}/CalloutConfig.cmake
                              INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/CalloutConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/CalloutConfig.cmake ${PROJECT_BINARY_DIR}/CalloutConfigVersion.cmake
              cmake/FindJq.cmake
        DESTINATION ${package_dir})
install(EXPORT CalloutTargets NAMESPACE callout:: DESTINATION ${package_dir})
