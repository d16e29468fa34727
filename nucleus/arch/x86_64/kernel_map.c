/*
 * x86_64: the kernel's half as the page table that is in use has it, printed
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

#define ATTRIBUTES (ENTRY_DEVICE | ENTRY_WRITE | ENTRY_NO_EXECUTE)

/* The image's own tables are not in the direct map. */
static const word_t *table_at(paddr_t table)
{
    word_t offset = table - kernel_physical;

    if (offset < (word_t)__kernel_end - KERNEL_VIRTUAL)
        return (const word_t *)(KERNEL_VIRTUAL + offset);
    return arch_from_physical(table);
}

/* The leaf that maps an address, or an invalid entry, and its level. */
static word_t kernel_entry(word_t address, unsigned *level)
{
    paddr_t table = read_cr3() & ENTRY_ADDRESS_MASK;

    for (*level = ARCH_LEVELS - 1;; (*level)--) {
        unsigned shift = ARCH_PAGE_BITS + *level * ARCH_TABLE_BITS;
        const word_t *entries = table_at(table);
        word_t entry = entries[address >> shift & ((1 << ARCH_TABLE_BITS) - 1)];

        if (!arch_entry_is_table(entry, *level))
            return entry;
        table = arch_entry_address(entry);
    }
}

static const char *what_is(word_t entry, word_t address)
{
    if (entry & ENTRY_DEVICE)
        return "kernel, registers";
    if (address < (word_t)__kernel_start)
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

    if (!(run->attributes & ENTRY_WRITE))
        attributes = run->attributes & ENTRY_NO_EXECUTE ? "r" : "rx";
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

void arch_print_kernel_map(void)
{
    struct run run = {0};
    word_t address = DIRECT_BASE;
    unsigned level;

    do {
        word_t entry = kernel_entry(address, &level);
        word_t bytes = (word_t)1 << (ARCH_PAGE_BITS + level * ARCH_TABLE_BITS);

        if (entry & ENTRY_PRESENT)
            run_add(&run, address, bytes, entry);
        address += bytes;
    } while (address);
    if (run.what)
        run_print(&run);
}
