# The benchmark: an image of its own, with the program bench/ in root's place.
# It exists for the boards that bench/<board>/ knows.
set(bench_folder ${CMAKE_SOURCE_DIR}/bench)
file(GLOB bench_sources CONFIGURE_DEPENDS
     ${bench_folder}/*.c
     ${bench_folder}/${HESPER_CPU}/*.c ${bench_folder}/${HESPER_CPU}/*.S)
file(GLOB bench_board_sources CONFIGURE_DEPENDS
     ${bench_folder}/${HESPER_BOARD}/*.c)

if(have_kernel AND have_userland AND bench_board_sources)
    add_program(bench ${bench_sources} ${bench_board_sources})
    target_include_directories(bench BEFORE PRIVATE
        ${bench_folder} ${bench_folder}/${HESPER_CPU})
    add_image(hesper-${HESPER_BOARD}-bench bench)

    # The second program: growth/ in place of main.c, with fewer repetitions.
    file(GLOB growth_sources CONFIGURE_DEPENDS ${bench_folder}/growth/*.c)
    set(growth_parts ${bench_sources})
    list(REMOVE_ITEM growth_parts ${bench_folder}/main.c)
    add_program(growth
        ${growth_parts} ${bench_board_sources} ${growth_sources})
    target_include_directories(growth BEFORE PRIVATE
        ${bench_folder}/growth ${bench_folder} ${bench_folder}/${HESPER_CPU})
    target_compile_definitions(growth PRIVATE REPETITIONS=100)
endif()
