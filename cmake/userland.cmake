# The runtime library and the programs. Every folder of userland/ but lib/ that
# holds C files is one program: <program>.elf with symbols, and programs/<program>
# stripped, as it goes into an image. Its folder <board>/ holds drivers of that
# board, arch/<cpu>/ what is that processor's own; a program with a folder arch/
# is built only for the processors that are there. Programs are static PIE and
# relocate themselves, so that they run wherever they are loaded.
set(userland ${CMAKE_SOURCE_DIR}/userland)
set(program_script ${userland}/program.ld)
set(program_includes ${caps_includes} ${userland}/lib)
set(programs)

file(GLOB library_sources CONFIGURE_DEPENDS
     ${userland}/lib/*.c ${userland}/lib/*.S
     ${userland}/lib/arch/${HESPER_CPU}/*.c
     ${userland}/lib/arch/${HESPER_CPU}/*.S)
file(GLOB all_program_sources CONFIGURE_DEPENDS
     ${userland}/*/*.c ${userland}/*/*.S
     ${userland}/*/${HESPER_BOARD}/*.c
     ${userland}/*/arch/${HESPER_CPU}/*.c ${userland}/*/arch/${HESPER_CPU}/*.S)
file(GLOB program_script_found CONFIGURE_DEPENDS ${program_script})

# add_program(NAME SOURCES...): a program from these sources and the library.
function(add_program name)
    add_executable(${name} ${ARGN})
    add_dependencies(${name} generated)
    set_target_properties(${name} PROPERTIES
        SUFFIX .elf LINK_DEPENDS ${program_script})
    target_include_directories(${name} PRIVATE ${program_includes})
    target_compile_options(${name} PRIVATE ${hesper_program_flags})
    target_link_libraries(${name} PRIVATE userland)
    target_link_options(${name} PRIVATE
        -fuse-ld=lld-19 -nostdlib
        -Wl,-pie -Wl,--no-dynamic-linker -Wl,-z,text
        -Wl,-T,${program_script} -Wl,--gc-sections -Wl,--build-id=none
        -Wl,-z,max-page-size=4096)
    set(stripped ${CMAKE_BINARY_DIR}/programs/${name})
    add_custom_command(
        OUTPUT ${stripped}
        COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/programs
        COMMAND ${CMAKE_OBJCOPY} --strip-all $<TARGET_FILE:${name}> ${stripped}
        DEPENDS ${name}
        VERBATIM)
    add_custom_target(${name}_stripped ALL DEPENDS ${stripped})
endfunction()

set(have_userland FALSE)
if(have_generated AND library_sources AND program_script_found)
    set(have_userland TRUE)
    add_library(userland STATIC ${library_sources})
    add_dependencies(userland generated)
    target_include_directories(userland PRIVATE ${program_includes})
    target_compile_options(userland PRIVATE ${hesper_program_flags})

    foreach(source ${all_program_sources})
        file(RELATIVE_PATH program ${userland} ${source})
        string(REGEX REPLACE "/.*" "" program ${program})
        set(arch ${userland}/${program}/arch)
        if(NOT program STREQUAL "lib" AND
           (NOT EXISTS ${arch} OR EXISTS ${arch}/${HESPER_CPU}))
            list(APPEND programs ${program})
            list(APPEND sources_of_${program} ${source})
        endif()
    endforeach()
    list(REMOVE_DUPLICATES programs)
    foreach(program ${programs})
        add_program(${program} ${sources_of_${program}})
        target_include_directories(${program} PRIVATE
            ${userland}/${program} ${userland}/${program}/arch/${HESPER_CPU})
    endforeach()
else()
    message(STATUS "userland/lib or program.ld is missing: no programs")
endif()
