/*
 * x86_64: where the kernel's own mappings are found, for the memory map.
 */
#include "arch.h"

/* Every board's link script defines these. */
extern const char __kernel_start[], __text_end[], __rodata_end[], __stacks[],
    __kernel_end[];

const struct kernel_part arch_kernel_parts[] = {
    {(word_t)__kernel_start, "direct map of RAM"},
    {(word_t)__text_end, "kernel, text"},
    {(word_t)__rodata_end, "kernel, constants"},
    {(word_t)__stacks, "kernel, data"},
    {(word_t)__kernel_end, "kernel, stack"},
    {~(word_t)0, "kernel, registers"},
};

paddr_t arch_kernel_root(word_t *begin)
{
    *begin = DIRECT_BASE;
    return read_cr3() & ENTRY_ADDRESS_MASK;
}

/* The image's own tables are not in the direct map. */
const word_t *arch_kernel_table(paddr_t table)
{
    word_t offset = table - kernel_physical;

    if (offset < (word_t)__kernel_end - KERNEL_VIRTUAL)
        return (const word_t *)(KERNEL_VIRTUAL + offset);
    return arch_from_physical(table);
}

unsigned arch_kernel_rights(word_t entry)
{
    return arch_entry_rights(entry);
}
