/*
 * The kernel's half of the address space, printed at boot as the page table
 * that is in use has it. Neighbours with the same rights that stand for the
 * same thing are one row. Almost all entries of a table are either empty or go
 * on where the one before ends: those are passed in one short loop.
 */
#include "arch.h"

#define TABLE_ENTRIES (1u << ARCH_TABLE_BITS)

/* Mappings that follow each other, virtually and physically. */
struct run {
    word_t base; /* virtual */
    word_t end;
    paddr_t physical;
    unsigned rights;
    unsigned memory;
    const char *what;
};

static unsigned level_shift(unsigned level)
{
    return ARCH_PAGE_BITS + level * ARCH_TABLE_BITS;
}

static void run_print(const struct run *run)
{
    const char *attributes = "rw";

    if (!run->what)
        return;
    if (!(run->rights & FRAME_WRITE))
        attributes = run->rights & FRAME_EXECUTE ? "rx" : "r";
    if (run->memory != MEMORY_TYPE_NORMAL)
        attributes = "rw device";
    boot_map_row(run->base, run->physical,
                 run->physical + (run->end - run->base), attributes, run->what);
}

/* Adds [base, end) to the run, or prints that and begins another. */
static void run_add(struct run *run, word_t base, word_t end, word_t entry,
                    const struct kernel_part *part)
{
    struct run next = {base,
                       end,
                       arch_entry_address(entry),
                       arch_kernel_rights(entry),
                       arch_entry_memory(entry),
                       part->what};

    if (!next.rights)
        return;
    if (next.memory != MEMORY_TYPE_NORMAL)
        next.what = "kernel, registers";
    if (run->end == base && run->what == next.what &&
        run->rights == next.rights && run->memory == next.memory &&
        run->physical + (base - run->base) == next.physical) {
        run->end = end;
        return;
    }
    run_print(run);
    *run = next;
}

static bool four_alike(const word_t *entry, word_t first, word_t step)
{
    return entry[0] == first && entry[1] == first + step &&
           entry[2] == first + 2 * step && entry[3] == first + 3 * step;
}

/* How many of at most `most` entries each map what follows the one before, or
   are all empty. */
static unsigned entries_alike(const word_t *entry, unsigned most, word_t step)
{
    const word_t *at = entry, *end = entry + most;
    word_t expected = *at;

    if (!arch_kernel_rights(expected))
        step = 0;
    for (; end - at >= 4 && four_alike(at, expected, step); at += 4)
        expected += 4 * step;
    for (; at < end && *at == expected; at++)
        expected += step;
    return (unsigned)(at - entry);
}

/* How many entries of this level, from `address` on, are the same part's; one
   that is several parts' counts as the first one's. */
static unsigned part_entries(const struct kernel_part *part, word_t address,
                             unsigned shift)
{
    word_t count = (part->end - address) >> shift;

    if (count > TABLE_ENTRIES)
        return TABLE_ENTRIES;
    return count ? (unsigned)count : 1;
}

/* Behind the last entry of a table one goes on in the table above. */
static unsigned level_up(unsigned level, word_t address)
{
    while (level < ARCH_LEVELS &&
           !(address & (((word_t)1 << level_shift(level + 1)) - 1)))
        level++;
    return level;
}

/* Goes through all addresses in order, down into a table at its first entry and
   up behind its last. */
void kernel_map_print(void)
{
    const struct kernel_part *part = arch_kernel_parts;
    const word_t *tables[ARCH_LEVELS];
    unsigned level = ARCH_LEVELS - 1;
    struct run run = {0};
    word_t address;

    tables[level] = arch_kernel_table(arch_kernel_root(&address));
    while (level < ARCH_LEVELS) {
        unsigned shift = level_shift(level);
        unsigned index = (unsigned)(address >> shift) & (TABLE_ENTRIES - 1);
        const word_t *entry = &tables[level][index];
        unsigned count, most = TABLE_ENTRIES - index;
        word_t base = address;

        if (arch_entry_is_table(*entry, level)) {
            tables[--level] = arch_kernel_table(arch_entry_address(*entry));
            continue;
        }
        while (address >= part->end)
            part++;
        count = part_entries(part, address, shift);
        count = entries_alike(entry, count < most ? count : most,
                              (word_t)1 << shift);
        address += (word_t)count << shift;
        run_add(&run, base, address, *entry, part);
        level = level_up(level, address);
    }
    run_print(&run);
}
