/*
 * The PC's boot information by PVH, and what all loaders' have in common:
 * memory maps with overlaps and holes, modules, command lines.
 */
#include "../support/boot_view.h"

#include "../../platform/pc/loaded.c"
#include "../../platform/pc/pvh.c"

#define INFORMATION 0x100
#define MODULES 0x200
#define MAP 0x300
#define TEXT 0x800
#define ALL 0x40000
#define MIB ((word_t)1 << 20)

static struct loaded loaded;

static struct pvh_start usual_start(void)
{
    return (struct pvh_start){.magic = PVH_MAGIC,
                              .version = 1,
                              .modules = 1,
                              .module_list = MODULES,
                              .command_line = TEXT,
                              .rsdp = 0xE0000,
                              .memory_map = MAP,
                              .memory_entries = 2};
}

static const struct pvh_module usual_module = {0x8000, 0x1800, 0, 0};
static const struct pvh_memory usual_map[] = {{0, 0x9FC00, 1, 0},
                                              {MIB, 255 * MIB, 1, 0}};

static const char *read_start(struct pvh_start start)
{
    put(INFORMATION, &start, sizeof start);
    memset(&loaded, 0, sizeof loaded);
    return pvh_read(INFORMATION, &loaded);
}

static int set_up(void **state)
{
    (void)state;
    memory_begin(ALL);
    put(MODULES, &usual_module, sizeof usual_module);
    put(MAP, usual_map, sizeof usual_map);
    put(TEXT, "quiet", 6);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    memory_end();
    return 0;
}

static void reads_what_is_usual(void **state)
{
    struct physical_range ram[4];

    (void)state;
    assert_null(read_start(usual_start()));
    assert_int_equal(loaded.archive.base, 0x8000);
    assert_int_equal(loaded.archive.end, 0x9800);
    assert_int_equal(loaded.rsdp, 0xE0000);
    assert_string_equal(loaded.command_line, "quiet");
    assert_int_equal(loaded_ram(&loaded, ~(paddr_t)0, ram, 4), 2);
    assert_int_equal(ram[0].base, 0);
    assert_int_equal(ram[0].end, 0x9F000);
    assert_int_equal(ram[1].base, MIB);
    assert_int_equal(ram[1].end, 256 * MIB);
}

static void refuses_what_is_wrong(void **state)
{
    struct pvh_start start = usual_start();

    (void)state;
    start.magic++;
    assert_non_null(read_start(start));
    start = usual_start();
    start.version = 0;
    assert_non_null(read_start(start));
    start = usual_start();
    start.memory_entries = 0;
    assert_non_null(read_start(start));
    start.memory_entries = ~0u;
    assert_non_null(read_start(start));
    start = usual_start();
    start.memory_map = ~(uint64_t)0;
    assert_non_null(read_start(start));
    start.memory_map = ALL - sizeof(struct pvh_memory);
    assert_non_null(read_start(start));
    start = usual_start();
    start.module_list = ALL - 8;
    assert_non_null(read_start(start));
    start = usual_start();
    start.command_line = ALL + 5; /* just not there */
    assert_null(read_start(start));
    assert_string_equal(loaded.command_line, "");
    assert_non_null(pvh_read(ALL - 8, &loaded));
    assert_non_null(pvh_read(~(paddr_t)0, &loaded));
}

static void refuses_modules_out_of_place(void **state)
{
    static const struct pvh_module wrong[] = {
        {0x8001, 0x1000, 0, 0},
        {0x8000, 0, 0, 0},
        {0x8000, ALL, 0, 0},
        {0x8000, ~(uint64_t)0, 0, 0},
        {~(uint64_t)0xFFF, 0x1000, 0, 0},
        {ALL, 0x1000, 0, 0},
    };

    (void)state;
    for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        put(MODULES, &wrong[i], sizeof wrong[i]);
        assert_non_null(read_start(usual_start()));
    }
}

static void cuts_a_long_command_line(void **state)
{
    (void)state;
    memset(memory + TEXT, 'x', ALL - TEXT);
    assert_null(read_start(usual_start()));
    assert_int_equal(strlen(loaded.command_line), COMMAND_LINE_BYTES - 1);
}

/* ---- memory maps ---- */

static unsigned ram_of(const struct pvh_memory *map, unsigned count,
                       paddr_t limit, struct physical_range *ram, unsigned most)
{
    memset(&loaded, 0, sizeof loaded);
    for (unsigned i = 0; i < count; i++)
        (void)loaded_add_memory(&loaded, map[i].base, map[i].bytes,
                                map[i].type);
    return loaded_ram(&loaded, limit, ram, most);
}

static void overlaps_are_what_is_worse(void **state)
{
    static const struct pvh_memory map[] = {
        {0x5000, 0x5000, 1, 0},   {0, 0x6000, 1, 0},
        {0x2000, 0x800, 2, 0},    {0x8800, 0x100, 3, 0},
        {0x10000, 0x10000, 2, 0}, {0xF000, 0x4000, 1, 0},
    };
    struct physical_range ram[8];
    static const paddr_t expected[] = {0,      0x2000, 0x3000, 0x8000,
                                       0x9000, 0xA000, 0xF000, 0x10000};

    (void)state;
    assert_int_equal(ram_of(map, 6, ~(paddr_t)0, ram, 8), 4);
    for (unsigned i = 0; i < 4; i++) {
        assert_int_equal(ram[i].base, expected[2 * i]);
        assert_int_equal(ram[i].end, expected[2 * i + 1]);
    }
}

static void neighbours_are_one(void **state)
{
    static const struct pvh_memory map[] = {{0x1000, 0x1000, 1, 0},
                                            {0x2000, 0x1000, 1, 0},
                                            {0, 0x1000, 1, 0}};
    struct physical_range ram[2];

    (void)state;
    assert_int_equal(ram_of(map, 3, ~(paddr_t)0, ram, 2), 1);
    assert_int_equal(ram[0].base, 0);
    assert_int_equal(ram[0].end, 0x3000);
}

static void strange_ranges_are_left_out(void **state)
{
    static const struct pvh_memory map[] = {
        {0x1001, 0xFFE, 1, 0},
        {0x5000, 0, 1, 0},
        {~(uint64_t)0xFFF, 0x1000, 1, 0},
        {~(uint64_t)0, ~(uint64_t)0, 2, 0},
        {0x10000, 0x3000, 1, 0},
        {(uint64_t)1 << 51, ~(uint64_t)0, 2, 0},
    };
    struct physical_range ram[4];

    (void)state;
    assert_int_equal(ram_of(map, 6, ~(paddr_t)0, ram, 4), 1);
    assert_int_equal(ram[0].base, 0x10000);
    assert_int_equal(ram_of(map, 6, 0x12000, ram, 4), 1);
    assert_int_equal(ram[0].end, 0x12000);
    assert_int_equal(ram_of(map, 6, 0x10000, ram, 4), 0);
    assert_int_equal(ram_of(map, 0, ~(paddr_t)0, ram, 4), 0);
}

static void the_largest_are_kept(void **state)
{
    struct pvh_memory map[6];
    struct physical_range ram[3];

    (void)state;
    for (unsigned i = 0; i < 6; i++)
        map[i] = (struct pvh_memory){i * 0x100000,
                                     0x1000 * (uint64_t)(i * 5 % 6 + 1), 1, 0};
    assert_int_equal(ram_of(map, 6, ~(paddr_t)0, ram, 3), 3);
    for (unsigned i = 0; i < 3; i++) {
        assert_true(ram[i].end - ram[i].base >= 0x4000);
        if (i)
            assert_true(ram[i].base > ram[i - 1].end);
    }
}

static void a_map_can_be_too_long(void **state)
{
    (void)state;
    memset(&loaded, 0, sizeof loaded);
    for (unsigned i = 0; i < MEMORY_ENTRIES_MAX; i++)
        assert_true(loaded_add_memory(&loaded, i * 0x10000, 0x1000, 1));
    assert_false(loaded_add_memory(&loaded, 0x8000, 0x1000, 1));
    assert_true(loaded_add_memory(&loaded, 0x8000, 0, 1)); /* is none */
}

/* What the map says of a page, looked at in steps of 0x800 bytes: all of it is
   RAM; none of it is, nor ACPI's, nor broken. */
static void look_at_page(const struct pvh_memory *map, unsigned count,
                         paddr_t page, bool *all_ram, bool *may_be_device)
{
    *all_ram = *may_be_device = true;
    for (paddr_t at = page; at < page + 0x1000; at += 0x800) {
        bool ram = false;

        for (unsigned i = 0; i < count; i++) {
            if (at < map[i].base || at >= map[i].base + map[i].bytes)
                continue;
            ram |= map[i].type == 1;
            *may_be_device &= map[i].type == 2;
        }
        *all_ram &= ram;
    }
    for (unsigned i = 0; i < count; i++)
        if (map[i].type != 1 && map[i].bytes && map[i].base < page + 0x1000 &&
            map[i].base + map[i].bytes > page)
            *all_ram = false;
}

static bool is_inside(const struct physical_range *ranges, unsigned count,
                      paddr_t page)
{
    for (unsigned i = 0; i < count; i++)
        if (page >= ranges[i].base && page < ranges[i].end)
            return true;
    return false;
}

static void check_order(const struct physical_range *ranges, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        assert_true(ranges[i].base < ranges[i].end);
        assert_true(ranges[i].end <= 0x18000);
        assert_int_equal((ranges[i].base | ranges[i].end) & 0xFFF, 0);
        assert_true(i == 0 || ranges[i].base > ranges[i - 1].end);
    }
}

/* With room for few ranges some are left out; nothing else ever differs. RAM
   that one entry does not wholly cover may be left out too. */
static void random_maps(void **state)
{
    (void)state;
    for (unsigned round = 0; round < 600; round++) {
        unsigned most = round % 2 ? 32 : 3, ram_count, device_count;
        struct physical_range ram[32], device[32];
        struct pvh_memory map[20];

        for (unsigned i = 0; i < 20; i++)
            map[i] = (struct pvh_memory){next_random() % 64 * 0x800,
                                         next_random() % 8 * 0x800,
                                         next_random() % 5 + 1, 0};
        ram_count = ram_of(map, 20, 0x18000, ram, most);
        device_count = loaded_devices(&loaded, 0x18000, device, most);
        check_order(ram, ram_count);
        check_order(device, device_count);
        for (paddr_t page = 0; page < 0x18000; page += 0x1000) {
            bool all_ram, may_be_device;

            look_at_page(map, 20, page, &all_ram, &may_be_device);
            if (is_inside(ram, ram_count, page))
                assert_true(all_ram);
            assert_true(may_be_device ||
                        !is_inside(device, device_count, page));
            if (most == 32 && may_be_device)
                assert_true(is_inside(device, device_count, page));
        }
    }
}

/* RAM that is left out, for lack of room or because it lies too high, is no
   device; nor are the bytes that are too few for a page. */
static void ram_that_is_left_out_is_no_device(void **state)
{
    struct pvh_memory map[40];
    struct physical_range ram[2], device[50];
    unsigned count;

    (void)state;
    for (unsigned i = 0; i < 38; i++)
        map[i] = (struct pvh_memory){0x10000 + i * 0x4000, 0x2000, 1, 0};
    map[38] = (struct pvh_memory){0x1000, 0x8C00, 1, 0};
    map[39] = (struct pvh_memory){(uint64_t)1 << 46, 0x1000000, 1, 0};
    assert_int_equal(ram_of(map, 40, (paddr_t)1 << 46, ram, 2), 2);
    count = loaded_devices(&loaded, (paddr_t)1 << 47, device, 50);
    assert_int_equal(count, 41);
    for (unsigned i = 0; i < 40; i++)
        for (uint64_t at = 0; at < map[i].bytes; at += 0x400)
            assert_false(is_inside(device, count, map[i].base + at));
    assert_true(is_inside(device, count, 0));
    assert_true(is_inside(device, count, 0xA000));
    assert_true(is_inside(device, count, 0x12000));
}

static void what_is_closed_is_no_device(void **state)
{
    static const struct pvh_memory map[] = {{0x100000, 0x100000, 1, 0},
                                            {0xB0000000, 0x10000000, 2, 0}};
    struct physical_range device[8];
    unsigned count;

    (void)state;
    (void)ram_of(map, 2, ~(paddr_t)0, device, 8);
    assert_true(loaded_close(&loaded, 0xFEE00010, 0xFEE00020));
    assert_true(loaded_close(&loaded, 0x300000, 0x300000));
    count = loaded_devices(&loaded, 0x100000000, device, 8);
    assert_int_equal(count, 3);
    assert_false(is_inside(device, count, 0xFEE00000));
    assert_true(is_inside(device, count, 0xFEE01000));
    assert_true(is_inside(device, count, 0xB0000000));
    assert_true(is_inside(device, count, 0x300000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_what_is_usual, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_what_is_wrong, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(refuses_modules_out_of_place, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(cuts_a_long_command_line, set_up,
                                        tear_down),
        cmocka_unit_test(overlaps_are_what_is_worse),
        cmocka_unit_test(neighbours_are_one),
        cmocka_unit_test(strange_ranges_are_left_out),
        cmocka_unit_test(the_largest_are_kept),
        cmocka_unit_test(a_map_can_be_too_long),
        cmocka_unit_test(random_maps),
        cmocka_unit_test(ram_that_is_left_out_is_no_device),
        cmocka_unit_test(what_is_closed_is_no_device),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
