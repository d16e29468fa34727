/*
 * Which I/O ports of a PC programs may have, and which of those they may write.
 */
#include "../support/pc_board.h"

#include "../../platform/pc/ports.c"

struct features features;

static struct acpi acpi;

static int set_up(void **state)
{
    (void)state;
    memset(&acpi, 0, sizeof acpi);
    features.emulator = true;
    ports_start(&acpi);
    return 0;
}

static bool usable(unsigned port)
{
    return board_ports_usable(port, port);
}

static void the_kernels_own(void **state)
{
    static const unsigned ports[] = {0x20,  0x21,  0x22, 0x23, 0x92,
                                     0xA0,  0xA1,  0xB2, 0xB3, 0x4D0,
                                     0x4D1, 0xCD6, 0xCD7};

    (void)state;
    for (unsigned i = 0; i < sizeof ports / sizeof *ports; i++) {
        assert_false(usable(ports[i]));
        assert_false(board_ports_usable(0, ports[i]));
        assert_false(board_ports_usable(ports[i], 0xFFFF));
    }
    assert_false(board_ports_usable(0, 0xFFFF));
}

static void devices_are_usable(void **state)
{
    static const struct acpi_ports ports[] = {
        {0x40, 0x43},   {0x60, 0x64},   {0x61, 0x61},   {0x70, 0x71},
        {0x1F0, 0x1F7}, {0x3C0, 0x3DF}, {0x3F8, 0x3FF}, {0xCF8, 0xCFF},
        {0x1F, 0x1F},   {0x24, 0x24},   {0x91, 0x91},   {0x93, 0x9F},
        {0xB1, 0xB1},   {0xB4, 0xB4},   {0x600, 0x607}, {0xFFFF, 0xFFFF},
    };

    (void)state;
    for (unsigned i = 0; i < sizeof ports / sizeof *ports; i++)
        assert_true(board_ports_usable(ports[i].first, ports[i].last));
}

static void acpis_are_kept(void **state)
{
    (void)state;
    acpi.kept_ports[0] = (struct acpi_ports){0x600, 0x67F};
    acpi.kept_ports[1] = (struct acpi_ports){0x99, 0x99};
    acpi.kept_port_count = 2;
    assert_false(usable(0x600));
    assert_false(usable(0x604));
    assert_false(usable(0x67F));
    assert_false(usable(0x99));
    assert_true(usable(0x5FF));
    assert_true(usable(0x680));
    assert_false(board_ports_usable(0x500, 0x700));
}

/* It is the kernel's way out; elsewhere something else may be there. */
static void the_emulators_exit(void **state)
{
    (void)state;
    assert_false(usable(0xF4));
    assert_true(usable(0xF5));
    features.emulator = false;
    assert_true(usable(0xF4));
}

static void resets_cannot_be_written(void **state)
{
    static const unsigned widths[] = {1, 2, 4};

    (void)state;
    acpi.reset_port = 0x120;
    for (unsigned port = 0; port < 0x10000; port++)
        for (unsigned i = 0; i < 3; i++) {
            unsigned last = port + widths[i] - 1;
            bool resets = (port <= 0x64 && last >= 0x64) ||
                          (port <= 0x120 && last >= 0x120) ||
                          (port <= 0xCF9 && last >= 0xCF9 &&
                           !(port == 0xCF8 && widths[i] == 4));

            assert_int_equal(board_port_writable(port, widths[i]), !resets);
        }
}

#define TEST(function) cmocka_unit_test_setup(function, set_up)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_kernels_own),          TEST(devices_are_usable),
        TEST(acpis_are_kept),           TEST(the_emulators_exit),
        TEST(resets_cannot_be_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
