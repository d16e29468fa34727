# With HESPER_HOST_KIND=fuzz: every tests/fuzz/*.c is one libFuzzer program, on
# the host kernel of tests/host/ or, if it reads what a board's firmware hands
# over, with that board's parsers. `./hesper fuzz` runs them.
find_package(cmocka 1.1.5 CONFIG REQUIRED)

set(tests ${CMAKE_SOURCE_DIR}/tests)
set(platform ${CMAKE_SOURCE_DIR}/platform)
file(GLOB fuzz_sources CONFIGURE_DEPENDS ${tests}/fuzz/*.c)
file(GLOB fuzz_kernel CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/nucleus/*.c)
file(GLOB fuzz_harness CONFIGURE_DEPENDS
     ${tests}/host/*.c ${tests}/support/*.c ${tests}/fuzz/support/*.c)

# What guides the fuzzer is the kernel's coverage, not the harness'.
set_source_files_properties(${fuzz_kernel} ${generated_dispatch} PROPERTIES
    COMPILE_OPTIONS -fsanitize=fuzzer-no-link)
file(GLOB checker ${CMAKE_SOURCE_DIR}/nucleus/invariants*.c)
set_source_files_properties(${checker} PROPERTIES COMPILE_OPTIONS "")

add_library(fuzz_kernel STATIC
    ${fuzz_kernel} ${fuzz_harness} ${generated_dispatch})
add_dependencies(fuzz_kernel generated)
target_include_directories(fuzz_kernel PUBLIC
    ${caps_includes} ${CMAKE_SOURCE_DIR}/nucleus ${tests}/host
    ${CMOCKA_INCLUDE_DIR})
target_compile_options(fuzz_kernel PUBLIC ${hesper_host_flags})
target_link_options(fuzz_kernel PUBLIC
    ${hesper_host_sanitizers} -fsanitize=fuzzer)
target_link_libraries(fuzz_kernel PUBLIC ${CMOCKA_LIBRARIES})

foreach(source ${fuzz_sources})
    cmake_path(GET source STEM name)
    add_executable(fuzz_${name} ${source})
    target_link_libraries(fuzz_${name} PRIVATE fuzz_kernel)
    # Parsers are part of their fuzzers' sources.
    target_compile_options(fuzz_${name} PRIVATE -fsanitize=fuzzer-no-link)
endforeach()
foreach(name loaders acpi)
    # What a PC's firmware hands over; the host's headers come first, and the
    # C library's.
    target_compile_options(fuzz_${name} PRIVATE
        -iquote ${platform}/pc
        "SHELL:-idirafter ${CMAKE_SOURCE_DIR}/nucleus/arch/x86_64")
endforeach()
