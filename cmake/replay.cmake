# The replay of the explorer's sequences: an image with the program
# tests/replay/ in root's place, to which tools/hesper/explore_board.py adds the
# sequences. The worlds are the explorer's own sources.
file(GLOB replay_sources CONFIGURE_DEPENDS
     ${CMAKE_SOURCE_DIR}/tests/replay/*.c
     ${CMAKE_SOURCE_DIR}/tests/explore/world_*.c)

if(have_kernel AND have_userland)
    add_program(replay ${replay_sources}
                ${CMAKE_SOURCE_DIR}/tests/explore/digest.c
                ${CMAKE_SOURCE_DIR}/tests/explore/parts.c
                ${CMAKE_SOURCE_DIR}/tests/explore/worlds.c
                ${CMAKE_SOURCE_DIR}/tests/board/device.c
                ${CMAKE_SOURCE_DIR}/tests/board/raw.c
                ${CMAKE_SOURCE_DIR}/tests/board/${HESPER_CPU}/entry.S
                ${CMAKE_SOURCE_DIR}/tests/board/${HESPER_CPU}/irq.c)
    target_include_directories(replay BEFORE PRIVATE
        ${CMAKE_SOURCE_DIR}/tests/board)
    add_image(hesper-${HESPER_BOARD}-replay replay)
endif()
