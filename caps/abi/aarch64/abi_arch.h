/*
 * The AArch64 register convention, both halves side by side.
 *
 * in:  x0 capability word, x1-x6 message words, x7 operation, svc #0
 * out: x0 status (at a gate's entry: badge), x1-x6 message words,
 *      x7 zero (at a gate's entry: operation)
 *
 * Across an invocation the kernel keeps the program counter, sp, tpidr_el0,
 * tpidrro_el0 (zero for ever) and the N, Z, C, V flags of each side for itself;
 * fpcr, fpsr and v0-v31 belong to the thread and are loaded at first use;
 * everything else is zero afterwards. DAIF, SPSel, PAN, SS and IL cannot be
 * changed by user code; the counters' controls (PMUSERENR, CNTKCTL) are the
 * kernel's. User code can read the virtual counter (cntvct_el0) and the cycle
 * counter (pmccntr_el0).
 */
#ifndef CAPS_ABI_ARCH_H
#define CAPS_ABI_ARCH_H

#include "abi.h"

/* Objects whose size depends on the processor; log2 of bytes. */
#define ABI_THREAD_BITS 11
#define ABI_PAGE_BITS 12
#define ABI_DOMAIN_MIN_BITS 14

/* Of code addresses. */
#define ABI_CODE_ALIGNMENT 4

/* Register numbers of thread.read_registers and its kin. */
#define ABI_REGISTER_CAPABILITY 0 /* in */
#define ABI_REGISTER_STATUS 0     /* out */
#define ABI_REGISTER_WORD0 1      /* the first message word */
#define ABI_REGISTER_OPERATION 7
#define ABI_REGISTER_SP 31
#define ABI_REGISTER_PC 32
#define ABI_REGISTER_FLAGS 33
#define ABI_REGISTER_THREAD_POINTER 34
#define ABI_REGISTER_COUNT 35

/* The caller's half. Everything but sp is clobbered: the compiler saves what
   is live, so that a crossing need not; x19 and x29, which it may want for
   itself, are saved here, each as one of a pair. */
#ifndef ABI_INVOKE_ELSEWHERE
static inline int64_t abi_invoke(word_t capability, word_t operation,
                                 struct message *message)
{
    register word_t x0 __asm__("x0") = capability;
    register word_t x1 __asm__("x1") = message->words[0];
    register word_t x2 __asm__("x2") = message->words[1];
    register word_t x3 __asm__("x3") = message->words[2];
    register word_t x4 __asm__("x4") = message->words[3];
    register word_t x5 __asm__("x5") = message->words[4];
    register word_t x6 __asm__("x6") = message->words[5];
    register word_t x7 __asm__("x7") = operation;

    __asm__ volatile("stp x29, x30, [sp, #-32]!\n\t"
                     "stp x19, x28, [sp, #16]\n\t"
                     "svc #0\n\t"
                     "ldp x19, x28, [sp, #16]\n\t"
                     "ldp x29, x30, [sp], #32"
                     : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3), "+r"(x4),
                       "+r"(x5), "+r"(x6), "+r"(x7)
                     :
                     : "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15",
                       "x16", "x17", "x18", "x20", "x21", "x22", "x23", "x24",
                       "x25", "x26", "x27", "cc", "memory");
    message->words[0] = x1;
    message->words[1] = x2;
    message->words[2] = x3;
    message->words[3] = x4;
    message->words[4] = x5;
    message->words[5] = x6;
    return (int64_t)x0;
}
#else
int64_t abi_invoke(word_t capability, word_t operation,
                   struct message *message);
#endif

#endif
