/*
 * What the worst cases need of an x86_64 besides: FP state.
 */
#ifndef WORST_ARCH_H
#define WORST_ARCH_H

/* Uses SSE, so that the thread has FP state. */
static inline void fp_touch(void)
{
    __asm__ volatile("xorps %%xmm0, %%xmm0" : : : "memory");
}

#endif
