# What capgen makes of caps/*.cap, in <build>/generated. The target `generated`
# is what everything that includes it depends on.
set(generated ${CMAKE_BINARY_DIR}/generated)
set(generated_headers
    ${generated}/caps.h ${generated}/stubs.h ${generated}/operations.h
    ${generated}/fuzz_grammar.h)
set(generated_dispatch ${generated}/dispatch.c)

file(GLOB cap_files CONFIGURE_DEPENDS
     ${CMAKE_SOURCE_DIR}/caps/*.cap ${CMAKE_SOURCE_DIR}/caps/services/*.cap)
file(GLOB_RECURSE capgen_files CONFIGURE_DEPENDS
     ${CMAKE_SOURCE_DIR}/tools/capgen/*)
list(FILTER capgen_files EXCLUDE REGEX "__pycache__")

if(EXISTS ${CMAKE_SOURCE_DIR}/tools/capgen/__main__.py)
    set(have_generated TRUE)
    add_custom_command(
        OUTPUT ${generated_headers} ${generated_dispatch}
               ${generated}/caps.json
        COMMAND /usr/bin/python3 ${CMAKE_SOURCE_DIR}/tools/capgen
                --caps ${CMAKE_SOURCE_DIR}/caps --out ${generated}
        DEPENDS ${cap_files} ${capgen_files} ${CMAKE_SOURCE_DIR}/caps/abi.h
        COMMENT "capgen"
        VERBATIM)
    add_custom_target(generated ALL DEPENDS ${generated_headers}
                      ${generated_dispatch} ${generated}/caps.json)
else()
    set(have_generated FALSE)
    message(STATUS "tools/capgen is missing: nothing is generated")
endif()

# Both sides of the boundary see these.
set(caps_includes
    ${generated} ${CMAKE_SOURCE_DIR}/caps
    ${CMAKE_SOURCE_DIR}/caps/abi/${HESPER_CPU})
