# The unmodified kernel as a library on this machine, with tests/host/ in the
# place of processor and board and tests/support/ for what tests share with
# boards; every file of tests/caps/ and tests/nucleus/ is one CMocka program.
find_package(cmocka 1.1.5 CONFIG REQUIRED)

set(tests ${CMAKE_SOURCE_DIR}/tests)
set(host_includes
    ${caps_includes} ${CMAKE_SOURCE_DIR}/nucleus ${tests}/host
    ${CMOCKA_INCLUDE_DIR})

file(GLOB nucleus_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/nucleus/*.c)
file(GLOB host_sources CONFIGURE_DEPENDS
     ${tests}/host/*.c ${tests}/support/*.c)
file(GLOB host_tests CONFIGURE_DEPENDS ${tests}/caps/*.c ${tests}/nucleus/*.c)

# The kernel's own memset and memcpy under names of their own: by these the
# sanitizer's are called, and the kernel's would stay untested.
set_source_files_properties(${CMAKE_SOURCE_DIR}/nucleus/memory.c PROPERTIES
    COMPILE_DEFINITIONS "memset=kernel_memset;memcpy=kernel_memcpy")

if(have_generated AND nucleus_sources AND host_sources)
    add_library(nucleus STATIC
        ${nucleus_sources} ${host_sources} ${generated_dispatch})
    add_dependencies(nucleus generated)
    target_include_directories(nucleus PUBLIC ${host_includes})
    target_compile_options(nucleus PUBLIC ${hesper_host_flags})
    # A weak function alone is not brought in from a library.
    target_link_options(nucleus PUBLIC ${hesper_host_sanitizers}
                        -Wl,--undefined=invariants_digest)
    target_link_libraries(nucleus PUBLIC ${CMOCKA_LIBRARIES})

    foreach(source ${host_tests})
        cmake_path(GET source STEM name)
        cmake_path(GET source PARENT_PATH folder)
        cmake_path(GET folder FILENAME group)
        add_executable(${group}_${name} ${source})
        target_link_libraries(${group}_${name} PRIVATE nucleus)
        add_test(NAME ${group}/${name} COMMAND ${group}_${name})
        set_tests_properties(${group}/${name} PROPERTIES TIMEOUT 300)
        if(name MATCHES "^pc_")
            # With a part of that board in it: its headers come first, and what
            # the fake processor has none of from x86_64.
            target_compile_options(${group}_${name} PRIVATE
                -iquote ${CMAKE_SOURCE_DIR}/platform/pc
                "SHELL:-idirafter ${CMAKE_SOURCE_DIR}/nucleus/arch/x86_64")
        endif()
        list(APPEND host_test_names ${group}/${name})
    endforeach()
    # Every status that a .cap file lists has been provoked by one of them.
    add_test(NAME caps/every_status
             COMMAND /usr/bin/python3 ${tests}/host/check_statuses.py
                     ${CMAKE_BINARY_DIR})
    set_tests_properties(caps/every_status PROPERTIES
        DEPENDS "${host_test_names}")
else()
    message(STATUS "kernel sources or tests/host are missing: no host tests")
endif()
