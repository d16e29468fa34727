/*
 * What portable user code needs of the processor besides invocations: the
 * counter, and making freshly written code ready to run.
 */
#include "arch.h"

const uint16_t arch_elf_machine = 62;

word_t arch_ticks(void)
{
    uint32_t low;
    uint32_t high;

    __asm__ volatile("lfence\n\trdtsc" : "=a"(low), "=d"(high));
    return low | (word_t)high << 32;
}

/* Caches are coherent, and nothing was fetched from there before. */
void arch_code_ready(const void *start, size_t bytes)
{
    (void)start;
    (void)bytes;
    __asm__ volatile("" : : : "memory");
}
