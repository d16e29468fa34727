/*
 * What portable user code needs of the processor besides invocations: the
 * counter, and making freshly written code ready to run.
 */
#include "arch.h"

#define LINE_BYTES 64

const uint16_t arch_elf_machine = 183;

word_t arch_ticks(void)
{
    word_t ticks;

    __asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(ticks));
    return ticks;
}

/* ARM ARM B2.4.4: clean the data cache to the point of unification, then
   invalidate the instruction cache. */
void arch_code_ready(const void *start, size_t bytes)
{
    word_t begin = (word_t)start & ~(word_t)(LINE_BYTES - 1);
    word_t end = (word_t)start + bytes;

    for (word_t line = begin; line < end; line += LINE_BYTES)
        __asm__ volatile("dc cvau, %0" : : "r"(line) : "memory");
    __asm__ volatile("dsb ish" : : : "memory");
    for (word_t line = begin; line < end; line += LINE_BYTES)
        __asm__ volatile("ic ivau, %0" : : "r"(line) : "memory");
    __asm__ volatile("dsb ish\n\tisb" : : : "memory");
}
