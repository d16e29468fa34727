/*
 * The kernel's half of the memory map, compared with what a look at each single
 * page says, for random page tables that often go on where they were.
 */
#include "host.h"

#include "host_globals.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "random.h"

#define ENTRIES (1u << ARCH_TABLE_BITS)
#define PAGE ((word_t)1 << ARCH_PAGE_BITS)
#define ALL ((word_t)1 << ARCH_WINDOW_BITS)
#define TABLES_MAX 5000
#define ROUNDS 300

static alignas(64) word_t tables[TABLES_MAX][ENTRIES];
static unsigned used;
static struct random random;
static paddr_t next; /* the physical address that would go on */

static unsigned chance(unsigned most)
{
    return (unsigned)random_below(&random, most);
}

static word_t table_new(void)
{
    assert_true(used < TABLES_MAX);
    return (word_t)memset(tables[used++], 0, sizeof tables[0]);
}

static word_t bytes_of(unsigned level)
{
    return PAGE << level * ARCH_TABLE_BITS;
}

static word_t random_leaf(unsigned level)
{
    static unsigned rights = FRAME_READ, memory = MEMORY_TYPE_NORMAL;
    word_t entry;

    if (!chance(8))
        next = (random_next(&random) & 0xFFFFF) * bytes_of(level);
    if (!chance(12))
        rights = chance(2) ? FRAME_READ | FRAME_WRITE : FRAME_READ;
    if (!chance(20))
        rights = FRAME_READ | FRAME_EXECUTE;
    if (!chance(20))
        memory = (unsigned[]){MEMORY_TYPE_NORMAL, MEMORY_TYPE_DEVICE,
                              MEMORY_TYPE_WRITE_COMBINING}[chance(3)];
    next &= ~(bytes_of(level) - 1);
    entry = arch_entry_leaf(next, level, rights, memory);
    next += bytes_of(level);
    return entry;
}

static void table_fill(word_t *table, unsigned level)
{
    unsigned kind = chance(4);

    for (unsigned i = 0; i < ENTRIES; i++) {
        word_t below;

        if (!chance(4))
            kind = chance(4);
        if (kind == 0)
            continue;
        if (level < ARCH_LEVELS - 1 && (kind < 3 || !level)) {
            table[i] = random_leaf(level);
        } else {
            below = table_new();
            table_fill((word_t *)below, level - 1);
            table[i] = arch_entry_table(below, 0);
        }
    }
}

/* ---- page by page ---- */

struct page {
    unsigned rights;
    unsigned memory;
    paddr_t physical;
    const char *what;
};

static const char *what_is(word_t base, unsigned memory)
{
    const struct kernel_part *part = arch_kernel_parts;

    while (base >= part->end)
        part++;
    return memory == MEMORY_TYPE_NORMAL ? part->what : "kernel, registers";
}

static struct page page_at(word_t address)
{
    const word_t *table = host_kernel_root;

    for (unsigned level = ARCH_LEVELS - 1;; level--) {
        word_t entry = table[address / bytes_of(level) % ENTRIES];
        word_t inside = address % bytes_of(level);

        if (arch_entry_is_table(entry, level)) {
            table = (const word_t *)arch_entry_address(entry);
            continue;
        }
        return (struct page){
            arch_entry_rights(entry), arch_entry_memory(entry),
            arch_entry_address(entry) + inside,
            what_is(address - inside, arch_entry_memory(entry))};
    }
}

static void row_print(word_t base, word_t end, const struct page *page)
{
    const char *attributes = page->rights & FRAME_WRITE     ? "rw"
                             : page->rights & FRAME_EXECUTE ? "rx"
                                                            : "r";

    if (page->memory != MEMORY_TYPE_NORMAL)
        attributes = "rw device";
    boot_map_row(base, page->physical, page->physical + (end - base),
                 attributes, page->what);
}

static void print_page_by_page(void)
{
    struct page first = {0}, before = {0};
    word_t base = 0;

    for (word_t address = 0; address <= ALL; address += PAGE) {
        struct page page = {0};

        if (address < ALL)
            page = page_at(address);
        if (page.rights && page.rights == before.rights &&
            page.memory == before.memory && page.what == before.what &&
            page.physical == before.physical + PAGE) {
            before = page;
            continue;
        }
        if (before.rights)
            row_print(base, address, &first);
        base = address;
        first = before = page;
    }
}

static void compare(void)
{
    static char expected[1 << 16];

    (void)host_console_take();
    print_page_by_page();
    strcpy(expected, host_console_take());
    kernel_map_print();
    assert_string_equal(host_console_take(), expected);
}

static void any_tables(void **state)
{
    (void)state;
    random = random_seed(1);
    for (unsigned round = 0; round < ROUNDS; round++) {
        used = 0;
        host_kernel_root = (const word_t *)table_new();
        table_fill(tables[0], ARCH_LEVELS - 1);
        compare();
    }
}

/* A part ends in the middle of what is mapped all alike. */
static void parts_are_rows_of_their_own(void **state)
{
    static const char rows[] =
        "  0000000000038000  0000038000        32 KiB  rw             "
        "direct map of RAM\n"
        "  0000000000040000  0000040000       128 KiB  rw             "
        "kernel, text\n"
        "  0000000000060000  0000060000        32 KiB  rw             "
        "kernel, data\n";
    word_t *below;

    (void)state;
    used = 0;
    host_kernel_root = (const word_t *)table_new();
    for (unsigned i = 0; i < 2; i++) {
        below = (word_t *)table_new();
        tables[0][i] = arch_entry_table((word_t)below, 0);
        for (word_t at = 0x38000; at < 0x68000; at += bytes_of(3))
            if (at / bytes_of(4) == i)
                below[at / bytes_of(3) % ENTRIES] = arch_entry_leaf(
                    at, 3, FRAME_READ | FRAME_WRITE, MEMORY_TYPE_NORMAL);
    }
    compare();
    kernel_map_print();
    assert_string_equal(host_console_take(), rows);
}

static unsigned looks_at(void)
{
    unsigned before = host_kernel_looks;

    kernel_map_print();
    return host_kernel_looks - before;
}

/* Entries that are all alike are passed together, as many as a part has: boot
   would take long on a machine with much memory otherwise. */
static void entries_alike_take_two_looks(void **state)
{
    const unsigned parts = 3;
    word_t *below;

    (void)state;
    used = 0;
    host_kernel_root = (const word_t *)table_new();
    assert_int_equal(looks_at(), 2 * parts);
    below = (word_t *)table_new();
    tables[0][0] = arch_entry_table((word_t)below, 0);
    assert_int_equal(looks_at(), 2 * parts);
    for (unsigned i = 0; i < ENTRIES; i++)
        below[i] =
            arch_entry_leaf(i * bytes_of(3), 3, FRAME_READ, MEMORY_TYPE_NORMAL);
    assert_int_equal(looks_at(), 2 * parts);
    for (unsigned i = 0; i < ENTRIES - 1; i++) { /* and a row less of them */
        below[i] = 0;
        assert_int_equal(looks_at(), 2 * (parts + 1));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_tables),
        cmocka_unit_test(parts_are_rows_of_their_own),
        cmocka_unit_test(entries_alike_take_two_looks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
