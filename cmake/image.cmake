# Images: kernel and archive in the one file that firmware or QEMU loads.
# hesper-<board>.img boots root; hesper-<board>-tests.img has the test program
# in root's place. On a PC a loader loads the kernel's own file, and the image
# holds the archive only, as the module that is loaded with it.
include(cmake/board_tests.cmake)

# add_image(NAME ROOT FILES...): `root` is taken from programs/<ROOT>.
function(add_image name root)
    set(image ${CMAKE_BINARY_DIR}/${name}.img)
    set(arguments)
    set(inputs)
    foreach(program ${ARGN})
        list(APPEND arguments ${program}=${CMAKE_BINARY_DIR}/programs/${program})
        list(APPEND inputs ${CMAKE_BINARY_DIR}/programs/${program})
    endforeach()
    set(how build --kernel $<TARGET_FILE:kernel>
                  --binary ${CMAKE_BINARY_DIR}/kernel.bin)
    if(HESPER_BOARD STREQUAL "pc")
        set(how module)
    endif()
    add_custom_command(
        OUTPUT ${image}
        COMMAND /usr/bin/python3 ${CMAKE_SOURCE_DIR}/tools/image.py ${how}
                --output ${image} ${arguments}
                root=${CMAKE_BINARY_DIR}/programs/${root}
        DEPENDS kernel ${CMAKE_BINARY_DIR}/kernel.bin ${inputs}
                ${CMAKE_BINARY_DIR}/programs/${root}
                ${CMAKE_SOURCE_DIR}/tools/image.py
        COMMENT "image ${name}"
        VERBATIM)
    add_custom_target(image_${name} ALL DEPENDS ${image})
endfunction()

if(have_kernel AND "root" IN_LIST programs)
    set(others ${programs})
    list(REMOVE_ITEM others root)
    add_image(hesper-${HESPER_BOARD} root ${others})
endif()
if(have_kernel AND have_board_tests)
    add_image(hesper-${HESPER_BOARD}-tests tests)
endif()

# The kernel's copy for Multiboot 1 loaders.
if(have_kernel AND HESPER_BOARD STREQUAL "pc")
    set(copy ${CMAKE_BINARY_DIR}/kernel-multiboot1.elf)
    add_custom_command(
        OUTPUT ${copy}
        COMMAND /usr/bin/python3 ${CMAKE_SOURCE_DIR}/tools/multiboot1.py
                $<TARGET_FILE:kernel> ${copy}
        DEPENDS kernel ${CMAKE_SOURCE_DIR}/tools/multiboot1.py
        VERBATIM)
    add_custom_target(multiboot1 ALL DEPENDS ${copy})
endif()
