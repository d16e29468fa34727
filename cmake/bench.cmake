# The benchmark: an image of its own, with the program bench/ in root's place,
# and another with bench/worst/. They exist for the boards that bench/<board>/
# knows.
set(bench_folder ${CMAKE_SOURCE_DIR}/bench)
file(GLOB bench_sources CONFIGURE_DEPENDS
     ${bench_folder}/*.c
     ${bench_folder}/${HESPER_CPU}/*.c ${bench_folder}/${HESPER_CPU}/*.S)
file(GLOB bench_board_sources CONFIGURE_DEPENDS
     ${bench_folder}/${HESPER_BOARD}/*.c)
file(GLOB worst_sources CONFIGURE_DEPENDS ${bench_folder}/worst/*.c)
list(APPEND worst_sources
     ${bench_folder}/setup.c ${bench_folder}/place.c ${bench_board_sources}
     ${bench_folder}/${HESPER_CPU}/march.S)

if(have_kernel AND have_userland AND bench_board_sources)
    add_program(bench ${bench_sources} ${bench_board_sources})
    target_include_directories(bench BEFORE PRIVATE
        ${bench_folder} ${bench_folder}/${HESPER_CPU})
    add_image(hesper-${HESPER_BOARD}-bench bench)

    add_program(worst ${worst_sources})
    target_include_directories(worst BEFORE PRIVATE
        ${bench_folder} ${bench_folder}/${HESPER_CPU}
        ${bench_folder}/worst ${bench_folder}/worst/${HESPER_CPU})
    add_image(hesper-${HESPER_BOARD}-worst worst)
endif()
