/*
 * AArch64: the kernel's half as the page table that is in use has it, printed
 * at boot. Neighbours with the same attributes that stand for the same thing
 * are one row.
 */
#include "arch.h"

/* Every board's link script defines these. */
extern const char __kernel_start[], __text_end[], __rodata_end[], __stacks[],
    __kernel_end[];

struct run {
    word_t base; /* virtual */
    word_t end;
    paddr_t physical;
    word_t attributes;
    const char *what;
};

#define ATTRIBUTES                                                             \
    (ENTRY_DEVICE | ENTRY_WRITE_COMBINING | ENTRY_READ_ONLY | ENTRY_PXN)

static const char *what_is(word_t entry, word_t address)
{
    if (entry & ENTRY_DEVICE)
        return "kernel, registers";
    if (address < (word_t)__kernel_start || address >= (word_t)__kernel_end)
        return "direct map of RAM";
    if (address < (word_t)__text_end)
        return "kernel, text";
    if (address < (word_t)__rodata_end)
        return "kernel, constants";
    return address < (word_t)__stacks ? "kernel, data" : "kernel, stack";
}

static void run_print(const struct run *run)
{
    const char *attributes = "rw";

    if (run->attributes & ENTRY_READ_ONLY)
        attributes = run->attributes & ENTRY_PXN ? "r" : "rx";
    if (run->attributes & ENTRY_DEVICE)
        attributes = "rw device";
    boot_map_row(run->base, run->physical,
                 run->physical + (run->end - run->base), attributes, run->what);
}

/* Adds [base, base + bytes) to the run, or ends that and begins another. */
static void run_add(struct run *run, word_t base, word_t bytes, word_t entry)
{
    paddr_t physical = arch_entry_address(entry);
    const char *what = what_is(entry, base);

    if (run->end == base && run->what == what &&
        run->attributes == (entry & ATTRIBUTES) &&
        run->physical + (run->end - run->base) == physical) {
        run->end += bytes;
        return;
    }
    if (run->what)
        run_print(run);
    *run = (struct run){base, base + bytes, physical, entry & ATTRIBUTES, what};
}

static unsigned level_shift(unsigned level)
{
    return ARCH_PAGE_BITS + level * ARCH_TABLE_BITS;
}

/* Goes through all addresses in order, down into a table at its first entry and
   up behind its last. */
void arch_print_kernel_map(void)
{
    const word_t *tables[ARCH_LEVELS];
    word_t address = KERNEL_OFFSET;
    unsigned level = ARCH_LEVELS - 1;
    struct run run = {0};

    tables[level] =
        arch_from_physical(ARCH_READ(ttbr1_el1) & ENTRY_ADDRESS_MASK);
    do {
        unsigned shift = level_shift(level);
        word_t entry =
            tables[level][address >> shift & ((1 << ARCH_TABLE_BITS) - 1)];

        if (arch_entry_is_table(entry, level)) {
            tables[--level] = arch_from_physical(arch_entry_address(entry));
            continue;
        }
        if (entry & ENTRY_VALID)
            run_add(&run, address, (word_t)1 << shift, entry);
        address += (word_t)1 << shift;
        while (level < ARCH_LEVELS - 1 &&
               !(address & (((word_t)1 << level_shift(level + 1)) - 1)))
            level++;
    } while (address);
    if (run.what)
        run_print(&run);
}
