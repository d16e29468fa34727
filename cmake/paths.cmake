# The comparison of the fast path with the plain one: an image of its own, with
# the program tests/paths/ in root's place.
set(paths_folder ${CMAKE_SOURCE_DIR}/tests/paths)
file(GLOB paths_sources CONFIGURE_DEPENDS
     ${paths_folder}/*.c
     ${paths_folder}/${HESPER_CPU}/*.c ${paths_folder}/${HESPER_CPU}/*.S)

if(have_kernel AND have_userland AND paths_sources)
    add_program(paths ${paths_sources})
    target_include_directories(paths BEFORE PRIVATE
        ${paths_folder} ${paths_folder}/${HESPER_CPU})
    add_image(hesper-${HESPER_BOARD}-paths paths)
endif()
