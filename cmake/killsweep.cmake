# The kill sweep: an image of its own, with the program tests/killsweep/ in
# root's place.
file(GLOB killsweep_sources CONFIGURE_DEPENDS
     ${CMAKE_SOURCE_DIR}/tests/killsweep/*.c)

if(have_kernel AND have_userland AND killsweep_sources)
    add_program(killsweep ${killsweep_sources})
    target_include_directories(killsweep BEFORE PRIVATE
        ${CMAKE_SOURCE_DIR}/tests/killsweep)
    add_image(hesper-${HESPER_BOARD}-killsweep killsweep)
endif()
