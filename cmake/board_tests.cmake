# tests/caps/*.c as one program for a board. Each file ends with a main() that
# runs its CMocka group; here main is renamed to test_main_<file>, and a
# generated list tells tests/board/ what there is to run:
#     struct test_file { const char *name; int (*run)(void); };
#     const struct test_file test_files[]; const unsigned test_file_count;
file(GLOB board_test_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/caps/*.c)
file(GLOB board_harness CONFIGURE_DEPENDS
     ${CMAKE_SOURCE_DIR}/tests/board/*.c ${CMAKE_SOURCE_DIR}/tests/board/*.S
     ${CMAKE_SOURCE_DIR}/tests/board/${HESPER_CPU}/*.c
     ${CMAKE_SOURCE_DIR}/tests/board/${HESPER_CPU}/*.S)
file(GLOB test_support CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/support/*.c)

set(have_board_tests FALSE)
if(have_userland AND board_test_files AND board_harness)
    set(have_board_tests TRUE)
    set(declarations "")
    set(rows "")
    foreach(file ${board_test_files})
        get_filename_component(name ${file} NAME_WE)
        string(APPEND declarations "int test_main_${name}(void);\n")
        string(APPEND rows "    {\"${name}\", test_main_${name}},\n")
        set_source_files_properties(${file} PROPERTIES
            COMPILE_DEFINITIONS main=test_main_${name})
    endforeach()
    file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/board_tests/test_files.c
         CONTENT [=[
/* The test files of this image; written by cmake/board_tests.cmake. */
struct test_file {
    const char *name;
    int (*run)(void);
};
extern const struct test_file test_files[];
extern const unsigned test_file_count;
@declarations@
const struct test_file test_files[] = {
@rows@};
const unsigned test_file_count = sizeof test_files / sizeof test_files[0];
]=] @ONLY)
    add_program(tests ${board_test_files} ${board_harness} ${test_support}
                ${CMAKE_BINARY_DIR}/board_tests/test_files.c)
    target_include_directories(tests BEFORE PRIVATE
        ${CMAKE_SOURCE_DIR}/tests/board
        ${CMAKE_SOURCE_DIR}/tests/board/${HESPER_CPU})
endif()
