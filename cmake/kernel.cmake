# The kernel of one board: kernel.elf with symbols, kernel.bin as firmware loads
# it, kernel.map for `./hesper size`.
set(board_folder ${CMAKE_SOURCE_DIR}/platform/${HESPER_BOARD})
set(cpu_folder ${CMAKE_SOURCE_DIR}/nucleus/arch/${HESPER_CPU})
set(kernel_script ${board_folder}/kernel.ld)

file(GLOB kernel_sources CONFIGURE_DEPENDS
     ${CMAKE_SOURCE_DIR}/nucleus/*.c
     ${cpu_folder}/*.c ${cpu_folder}/*.S
     ${board_folder}/*.c ${board_folder}/*.S)
file(GLOB kernel_script_found CONFIGURE_DEPENDS ${kernel_script})

# The self-check is for debug builds. Release builds are small (-Os below) but
# for what frequent operations and the longest paths go through, which is fast,
# and for what runs once or rarely, which is smaller still: `./hesper bench`,
# with --worst, and `./hesper size` show what a file gains in another list.
set(kernel_fast
    call call_end chain core cpu deletion entry exception frame interrupts
    memory notification ordered ready uart)
set(kernel_rare
    atags board boot boot_memory clock console device_tree devices features
    loaded multiboot panic ports power pvh reply sched_context self table thread)

function(kernel_optimise names option)
    list(JOIN names "|" pattern)
    set(sources ${kernel_sources})
    list(FILTER sources INCLUDE REGEX "/(${pattern})\\.c$")
    set_property(SOURCE ${sources} APPEND PROPERTY COMPILE_OPTIONS ${option})
endfunction()

if(CMAKE_BUILD_TYPE STREQUAL "Release")
    list(FILTER kernel_sources EXCLUDE REGEX "/nucleus/invariants")
    kernel_optimise("${kernel_fast}" -O2)
    kernel_optimise("${kernel_rare}" -Oz)
endif()

# The same kernel with every invocation on the plain path, which must do the same
# (`./hesper compare-paths`).
set(HESPER_FAST_PATH ON CACHE BOOL "the fast path of calls and returns")
if(NOT HESPER_FAST_PATH)
    set_property(SOURCE ${cpu_folder}/fast.S APPEND PROPERTY
                 COMPILE_DEFINITIONS WITHOUT_FAST_PATH)
endif()

# What names the image's end, which is too far for addresses of one instruction.
if(HESPER_CPU STREQUAL "aarch64")
    set(kernel_far ${kernel_sources})
    list(FILTER kernel_far INCLUDE REGEX "/(board|kernel_map)\\.c$")
    set_property(SOURCE ${kernel_far} APPEND PROPERTY
                 COMPILE_OPTIONS -mcmodel=small)
endif()

if(have_generated AND kernel_sources AND kernel_script_found)
    set(have_kernel TRUE)
    add_executable(kernel ${kernel_sources} ${generated_dispatch})
    add_dependencies(kernel generated)
    set_target_properties(kernel PROPERTIES
        SUFFIX .elf LINK_DEPENDS ${kernel_script})
    target_include_directories(kernel PRIVATE
        ${caps_includes} ${CMAKE_SOURCE_DIR}/nucleus
        ${cpu_folder} ${board_folder})
    target_compile_options(kernel PRIVATE ${hesper_kernel_flags}
        "$<$<AND:$<COMPILE_LANGUAGE:C>,$<CONFIG:Release>>:-Os>")
    # Relocations stay in the file: stack_check.py learns from them which
    # functions' addresses are taken.
    target_link_options(kernel PRIVATE
        -fuse-ld=lld-19 -nostdlib -static
        -Wl,-T,${kernel_script} -Wl,-Map=${CMAKE_BINARY_DIR}/kernel.map
        -Wl,--gc-sections -Wl,--build-id=none -Wl,-z,max-page-size=4096
        -Wl,--emit-relocs)
    add_custom_command(
        OUTPUT ${CMAKE_BINARY_DIR}/kernel.bin
        COMMAND ${CMAKE_OBJCOPY} -O binary $<TARGET_FILE:kernel>
                ${CMAKE_BINARY_DIR}/kernel.bin
        DEPENDS kernel
        VERBATIM)
    add_custom_target(kernel_bin ALL DEPENDS ${CMAKE_BINARY_DIR}/kernel.bin)
else()
    set(have_kernel FALSE)
    message(STATUS "kernel sources are missing: no kernel")
endif()
