/*
 * What the worst cases need of an AArch64 besides: FP state.
 */
#ifndef WORST_ARCH_H
#define WORST_ARCH_H

/* Uses FP, so that the thread has FP state: fmov d0, xzr, by its number, since
   programs are compiled without FP. */
static inline void fp_touch(void)
{
    __asm__ volatile(".inst 0x9e6703e0" : : : "memory");
}

#endif
