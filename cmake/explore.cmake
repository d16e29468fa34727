# The explorer: the kernel's own sources once more, optimised and without
# sanitizers, with the host's processor and board and tests/explore/ around
# them. `explore_check` is the same with sanitizers, for replaying sequences.
file(GLOB explore_sources CONFIGURE_DEPENDS ${tests}/explore/*.c)
# The explorer has its own ways of saving a state and of caching translations.
set(explore_host
    ${tests}/host/board.c ${tests}/host/boot_image.c ${tests}/host/machine.c
    ${tests}/host/memory.c ${tests}/host/processor.c ${tests}/host/record.c)

function(add_explorer name)
    add_library(${name}_parts STATIC
        ${nucleus_sources} ${explore_host} ${explore_sources}
        ${generated_dispatch})
    add_dependencies(${name}_parts generated)
    target_include_directories(${name}_parts PUBLIC ${host_includes})
    target_compile_options(${name}_parts PUBLIC ${ARGN})
    target_link_options(${name}_parts PUBLIC ${ARGN})
    add_executable(${name} ${tests}/explore/main.c)
    target_link_libraries(${name} PRIVATE ${name}_parts)
endfunction()

add_explorer(explore ${hesper_common} -O2 -fno-omit-frame-pointer)
add_explorer(explore_check ${hesper_host_flags})

# The small variants of all worlds, to completion. More states than these would
# be news; no test depends on how fast the machine is (TIMEOUT is for one that
# hangs).
set(states_tree 600000)
set(states_gates 1800000)
set(states_chain 260000)
set(states_mapping 130000)
set(states_waiting 1100000)
set(states_faults 20000)
foreach(world tree gates chain mapping waiting faults)
    add_test(NAME explore/${world}-small
             COMMAND explore ${world}-small --states ${states_${world}}
                     --workers 1 --bits 23 --complete ${world}_small
                     --found ${CMAKE_BINARY_DIR}/explored-${world}-small.txt)
    set_tests_properties(explore/${world}-small PROPERTIES
        LABELS explore TIMEOUT 900)
endforeach()

# Kernels with one rule dropped, which the explorer must find out: a copy of one
# source, made by break.py, takes the place of the library's.
file(GLOB broken_patches CONFIGURE_DEPENDS ${tests}/explore/broken/*.txt)
foreach(patch ${broken_patches})
    cmake_path(GET patch STEM name)
    set(folder ${CMAKE_BINARY_DIR}/explore_broken)
    file(STRINGS ${patch} lines)
    list(GET lines 0 source)
    list(GET lines 1 world)
    add_custom_command(
        OUTPUT ${folder}/${name}.c
        COMMAND /usr/bin/python3 ${tests}/explore/break.py ${patch}
                ${CMAKE_SOURCE_DIR} ${folder}/${name}.c
        DEPENDS ${patch} ${tests}/explore/break.py
                ${CMAKE_SOURCE_DIR}/${source}
        VERBATIM)
    add_executable(explore_${name} ${folder}/${name}.c ${tests}/explore/main.c)
    target_link_libraries(explore_${name} PRIVATE explore_parts)
    add_test(NAME explore/finds_${name}
             COMMAND explore_${name} ${world} --states 200000 --workers 1
                     --bits 23 --expect finds_${name}
                     --found ${folder}/${name}.txt)
    set_tests_properties(explore/finds_${name} PROPERTIES
        LABELS explore TIMEOUT 900)
endforeach()
