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
endif()
