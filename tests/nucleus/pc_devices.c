/*
 * What a PC hands out as device memory: never memory, never a page of registers
 * that the kernel keeps, however many of them and wherever they are.
 */
#include "../support/pc_board.h"

#include "../../platform/pc/devices.c"
#include "../../platform/pc/loaded.c"
#include "host.h"

#define LIMIT ((paddr_t)1 << 47)
#define MIB 0x100000u

static struct loaded loaded;
static struct boot_info info;
static struct acpi acpi;

const void *boot_view(paddr_t address, word_t bytes)
{
    (void)address;
    (void)bytes;
    return NULL;
}

static int set_up(void **state)
{
    (void)state;
    memset(&loaded, 0, sizeof loaded);
    memset(&info, 0, sizeof info);
    memset(&acpi, 0, sizeof acpi);
    return 0;
}

static void memory(paddr_t base, word_t bytes, uint32_t type)
{
    assert_true(loaded_add_memory(&loaded, base, bytes, type));
}

static void describe(void)
{
    info.ram_count = loaded_ram(&loaded, (paddr_t)1 << DIRECT_BITS, info.ram,
                                BOOT_RANGES_MAX);
    devices_describe(&loaded, &acpi, 0xFEE00000, LIMIT, &info);
}

static bool inside(const struct physical_range *ranges, unsigned count,
                   paddr_t address)
{
    for (unsigned i = 0; i < count; i++)
        if (address >= ranges[i].base && address < ranges[i].end)
            return true;
    return false;
}

/* As boot() cuts it up. */
static bool is_device(paddr_t address)
{
    return inside(info.device, info.device_count, address) &&
           !inside(info.reserved, info.reserved_count, address) &&
           !inside(info.ram, info.ram_count, address);
}

static void usual(void)
{
    memory(0, 0x9FC00, 1);
    memory(0x9FC00, 0x400, 2);
    memory(0xF0000, 0x10000, 2);
    memory(MIB, 0x7FE00000 - MIB, 1);
    memory(0x7FE00000, 0x10000, 3);
    memory(0x7FE10000, 0x10000, 4);
    memory(0x7FE20000, 0x10000, 5);
    memory(0x7FE30000, 0x10000, 7);
    memory(0xB0000000, 0x10000000, 2);
    memory(0x100000000, 0x80000000, 1);
}

static void what_a_pc_has(void **state)
{
    (void)state;
    usual();
    describe();
    assert_true(is_device(0xA0000));    /* the screen */
    assert_true(is_device(0xB0000000)); /* PCI's configuration */
    assert_true(is_device(0xFD000000));
    assert_true(is_device(0x180000000));
    assert_true(is_device(LIMIT - 1));
    assert_false(is_device(0));
    assert_false(is_device(0x9F000)); /* partly RAM */
    assert_false(is_device(MIB));
    assert_false(is_device(0x7FE00000)); /* ACPI's, in four ways */
    assert_false(is_device(0x7FE10000));
    assert_false(is_device(0x7FE20000));
    assert_false(is_device(0x7FE30000));
    assert_true(is_device(0x7FE40000));
    assert_false(is_device(0x100000000));
    assert_false(is_device(0x17FFFFFFF));
}

static void registers_are_kept(void **state)
{
    (void)state;
    usual();
    acpi.io_apics[0].base = 0xFEC00000;
    acpi.io_apics[1].base = 0xD0001000;
    acpi.io_apic_count = 2;
    acpi.hpet = 0xD0002400;
    acpi.kept_pages[0] = 0xD0004000;
    acpi.kept_page_count = 1;
    describe();
    assert_false(is_device(0xFEC00000));
    assert_false(is_device(0xFEE00000)); /* and where writes interrupt */
    assert_false(is_device(0xFEE01000));
    assert_true(is_device(0xFEF00000));
    assert_true(is_device(0xD0000000));
    assert_false(is_device(0xD0001000));
    assert_false(is_device(0xD0002000));
    assert_true(is_device(0xD0003000));
    assert_false(is_device(0xD0004000));
    assert_int_equal(info.reserved_count, 4); /* none is named twice */
}

/* More RAM than there is room to describe, and some that lies too high. */
static void ram_without_room(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 60; i++)
        memory(0x10000000 + i * 0x200000, 0x100000 + i * 0x1000, 1);
    memory((paddr_t)1 << 46, 0x40000000, 1);
    describe();
    assert_int_equal(info.ram_count, BOOT_RANGES_MAX);
    for (unsigned i = 0; i < 60; i++)
        assert_false(is_device(0x10000000 + i * 0x200000));
    assert_false(is_device((paddr_t)1 << 46));
    assert_false(is_device((paddr_t)1 << 45)); /* before the last RAM */
    assert_true(is_device(((paddr_t)1 << 46) + 0x40000000));
}

/* Nothing is kept out by being forgotten. */
static void too_many_registers(void **state)
{
    (void)state;
    usual();
    for (unsigned i = 0; i < ACPI_IO_APICS_MAX; i++)
        acpi.io_apics[i].base = 0xD0000000 + i * 0x1000;
    acpi.io_apic_count = ACPI_IO_APICS_MAX;
    for (unsigned i = 0; i < ACPI_KEPT_MAX; i++)
        acpi.kept_pages[i] = 0xE0000000 + i * 0x2000;
    acpi.kept_page_count = ACPI_KEPT_MAX;
    describe();
    assert_int_equal(info.reserved_count,
                     ACPI_IO_APICS_MAX + ACPI_KEPT_MAX + 1);
    set_up(NULL);
    usual();
    info.reserved_count = BOOT_RANGES_MAX;
    (void)host_console_take();
    host_power_expected = true;
    if (!setjmp(host_power_off)) {
        describe();
        fail_msg("it boots");
    }
    host_power_expected = false;
    assert_non_null(strstr(host_console_take(), "ranges of registers to keep"));
}

#define TEST(function) cmocka_unit_test_setup(function, set_up)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_a_pc_has),
        TEST(registers_are_kept),
        TEST(ram_without_room),
        TEST(too_many_registers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
