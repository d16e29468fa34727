# The benchmark's second program: bench/growth/ in place of bench/main.c, with
# fewer repetitions. tools/hesper/bench_growth_run.py makes its images, each
# with a plan.
if(have_kernel AND have_userland AND bench_board_sources)
    file(GLOB growth_sources CONFIGURE_DEPENDS ${bench_folder}/growth/*.c)
    set(growth_parts ${bench_sources})
    list(REMOVE_ITEM growth_parts ${bench_folder}/main.c)
    add_program(growth
        ${growth_parts} ${bench_board_sources} ${growth_sources})
    target_include_directories(growth BEFORE PRIVATE
        ${bench_folder}/growth ${bench_folder} ${bench_folder}/${HESPER_CPU})
    target_compile_definitions(growth PRIVATE REPETITIONS=100)
endif()
