# The explorer: the kernel's own sources once more, optimised and without
# sanitizers, with the host's processor and board and tests/explore/ around
# them. `explore_check` is the same with sanitizers, for replaying sequences.
set(explore_folder ${tests}/explore)
file(GLOB explore_sources CONFIGURE_DEPENDS ${explore_folder}/*.c)
# The explorer has its own ways of saving a state and of caching translations.
set(explore_host
    ${tests}/host/board.c ${tests}/host/boot_image.c ${tests}/host/machine.c
    ${tests}/host/memory.c ${tests}/host/processor.c ${tests}/host/record.c)
set(explore_optimised ${hesper_common} -O2 -fno-omit-frame-pointer)

function(add_explorer name)
    add_executable(${name} ${ARGN} ${explore_host} ${explore_sources}
                   ${generated_dispatch})
    add_dependencies(${name} generated)
    target_include_directories(${name} PRIVATE ${host_includes})
endfunction()

add_explorer(explore ${nucleus_sources})
target_compile_options(explore PRIVATE ${explore_optimised})
add_explorer(explore_check ${nucleus_sources})
target_compile_options(explore_check PRIVATE ${hesper_host_flags})
target_link_options(explore_check PRIVATE ${hesper_host_sanitizers})
