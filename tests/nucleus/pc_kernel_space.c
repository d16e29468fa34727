/*
 * The PC's direct map of RAM, for any memory map: it maps just the RAM but for
 * the kernel's image, and takes no more page tables than were reckoned before.
 */
#include "../support/pc_board.h"

#include "host.h"
#include "random.h"

/* x86_64's page tables instead of the fake processor's. */
#undef ARCH_PAGE_BITS
#undef ARCH_TABLE_BITS
#undef ARCH_LEVELS
#define ARCH_PAGE_BITS 12
#define ARCH_TABLE_BITS 9
#define ARCH_LEVELS 4

#define KIB ((paddr_t)1 << 10)
#define MIB ((paddr_t)1 << 20)
#define GIB ((paddr_t)1 << 30)
#define TABLES ((paddr_t)1 << 50) /* not RAM */
#define TABLES_BYTES (64 * MIB)
#define IMAGE_BYTES (1300 * KIB)
#define RANGES 64

static paddr_t image;
static word_t *memory;
static bool arch_large_leaves;
static word_t loaded_root;

char __kernel_start[1], __text_end[1], __rodata_end[1], __stacks[1];
char __kernel_end[1], __stack_stride[1];
word_t kernel_top[512], kernel_pages[512], kernel_devices[512];

static void *test_from_physical(paddr_t address)
{
    assert_true(address >= TABLES && address < TABLES + TABLES_BYTES);
    return (char *)memory + (address - TABLES);
}

static paddr_t test_to_physical(const void *pointer)
{
    if (pointer == (const void *)__kernel_end)
        return image + IMAGE_BYTES;
    if (pointer == (const void *)kernel_top)
        return image;
    return TABLES + (word_t)((const char *)pointer - (const char *)memory);
}

static void test_clear(paddr_t address, size_t bytes)
{
    memset(test_from_physical(address), 0, bytes);
}

static bool test_leaf_allowed(unsigned level)
{
    return level < 2 || (level == 2 && arch_large_leaves);
}

static paddr_t test_entry_address(word_t entry)
{
    return entry & ENTRY_ADDRESS_MASK;
}

static void write_cr3(word_t value)
{
    loaded_root = value;
}

static word_t read_cr3(void)
{
    return loaded_root;
}

#define arch_from_physical test_from_physical
#define arch_to_physical test_to_physical
#define arch_memory_clear test_clear
#define arch_leaf_allowed test_leaf_allowed
#define arch_entry_address test_entry_address

#include "../../nucleus/arch/x86_64/kernel_space.c"

/* ---- looking at the result ---- */

static struct physical_range ram[RANGES];
static unsigned ram_count;
static word_t mapped; /* bytes */

static bool in_ram(paddr_t base, word_t bytes)
{
    for (unsigned i = 0; i < ram_count; i++)
        if (base >= ram[i].base && base + bytes <= ram[i].end)
            return true;
    return false;
}

static void check_leaf(word_t address, word_t entry, unsigned level)
{
    word_t bytes = PAGE_BYTES << level * ARCH_TABLE_BITS;
    paddr_t base = entry & ENTRY_ADDRESS_MASK;

    assert_int_equal(address, DIRECT_BASE + base);
    assert_int_equal(entry & ~(word_t)ENTRY_ADDRESS_MASK,
                     KERNEL_DATA | (level ? ENTRY_LARGE : 0));
    assert_int_equal(base % bytes, 0);
    assert_true(in_ram(base, bytes));
    assert_true(base + bytes <= image || base >= image + IMAGE_BYTES);
    mapped += bytes;
}

static void check_table(const word_t *table, word_t address, unsigned level)
{
    for (unsigned i = 0; i < TABLE_ENTRIES; i++) {
        word_t at = address + ((word_t)i << level_shift(level));

        if (!table[i])
            continue;
        if (level && !(table[i] & ENTRY_LARGE))
            check_table(test_from_physical(table[i] & ENTRY_ADDRESS_MASK), at,
                        level - 1);
        else
            check_leaf(at, table[i], level);
    }
}

/* Leaves lie in the RAM, and as many bytes as there are: so all of it is
   mapped, as no address is twice in a page table. */
static void check(void)
{
    const word_t *top;
    word_t expected = 0;

    kernel_space_ram(ram, ram_count, TABLES);
    assert_int_equal(loaded_root, TABLES);
    top = test_from_physical(TABLES);
    mapped = 0;
    for (unsigned i = DIRECT_SLOT; i < KERNEL_SLOT; i++)
        if (top[i])
            check_table(test_from_physical(top[i] & ENTRY_ADDRESS_MASK),
                        DIRECT_BASE + ((word_t)(i - DIRECT_SLOT) << 39), 2);
    for (unsigned i = 0; i < DIRECT_SLOT; i++)
        assert_int_equal(top[i], 0);
    for (unsigned i = 0; i < ram_count; i++)
        expected += ram[i].end - ram[i].base;
    assert_int_equal(mapped, expected - IMAGE_BYTES);
}

/* ---- tests ---- */

static int set_up(void **state)
{
    (void)state;
    memory = malloc(TABLES_BYTES);
    assert_non_null(memory);
    kernel_physical = image = 2 * MIB;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    free(memory);
    return 0;
}

static void usual_machines(void **state)
{
    static const struct physical_range usual[] = {{0, 0x9F000, ""},
                                                  {MIB, 2 * GIB, ""},
                                                  {4 * GIB, 8 * GIB, ""}};

    (void)state;
    for (unsigned large = 0; large < 2; large++) {
        arch_large_leaves = large;
        memcpy(ram, usual, sizeof usual);
        ram_count = 3;
        check();
        ram[2].end = 3000 * GIB;
        check();
    }
}

/* Each range somewhere in the next so many GiB, of any size. */
static void any_machine(void **state)
{
    struct random random = random_seed(1);

    (void)state;
    for (unsigned round = 0; round < 200; round++) {
        paddr_t at = 0;

        arch_large_leaves = round & 1;
        ram_count = 1 + (unsigned)random_below(&random, RANGES);
        for (unsigned i = 0; i < ram_count; i++) {
            unsigned gap = (unsigned)random_below(&random, 33);
            unsigned size = (unsigned)random_below(&random, 33);

            at += (1 + random_below(&random, (word_t)1 << gap)) & ~0xFFFUL;
            at += i ? PAGE_BYTES : 0;
            ram[i].base = at;
            at += PAGE_BYTES +
                  (random_below(&random, (word_t)1 << size) & ~0xFFFUL);
            ram[i].end = at;
        }
        ram[0].end = ram[0].base + IMAGE_BYTES + 7 * PAGE_BYTES;
        for (unsigned i = 1; i < ram_count; i++) {
            ram[i].base += IMAGE_BYTES + 7 * PAGE_BYTES;
            ram[i].end += IMAGE_BYTES + 7 * PAGE_BYTES;
        }
        kernel_physical = image =
            ram[0].base + random_below(&random, 8) * PAGE_BYTES;
        check();
    }
}

/* As large as the direct map can be. */
static void the_largest_machine(void **state)
{
    (void)state;
    arch_large_leaves = true;
    ram[0] = (struct physical_range){0, (paddr_t)1 << DIRECT_BITS, ""};
    ram_count = 1;
    check();
}

static void too_little_room_is_told(void **state)
{
    (void)state;
    arch_large_leaves = false;
    ram[0] = (struct physical_range){0, 64 * MIB, ""};
    ram_count = 1;
    check();
    tables_end = next_table;
    host_boot();
    (void)host_console_take();
    host_power_expected = true;
    if (!setjmp(host_power_off)) {
        (void)table_entry(DIRECT_BASE + 3000 * GIB, 0);
        fail_msg("there was room");
    }
    host_power_expected = false;
    assert_non_null(strstr(host_console_take(), "more page tables than"));
}

#define TEST(function)                                                         \
    cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(usual_machines),
        TEST(any_machine),
        TEST(the_largest_machine),
        TEST(too_little_room_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
