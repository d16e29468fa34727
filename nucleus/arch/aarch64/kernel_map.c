/*
 * AArch64: where the kernel's own mappings are found, for the memory map.
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
    {~(word_t)0, "direct map of RAM"},
};

paddr_t arch_kernel_root(word_t *begin)
{
    *begin = KERNEL_OFFSET;
    return ARCH_READ(ttbr1_el1) & ENTRY_ADDRESS_MASK;
}

const word_t *arch_kernel_table(paddr_t table)
{
    return arch_from_physical(table);
}

unsigned arch_kernel_rights(word_t entry)
{
    if (!(entry & ENTRY_VALID))
        return 0;
    return FRAME_READ | (entry & ENTRY_READ_ONLY ? 0 : FRAME_WRITE) |
           (entry & ENTRY_PXN ? 0 : FRAME_EXECUTE);
}
