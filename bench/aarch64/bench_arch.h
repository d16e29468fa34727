/*
 * What the benchmark needs of an AArch64: marks, which are nops to it, the
 * shortest way back from a gate, and an access that may fault.
 */
#ifndef BENCH_ARCH_H
#define BENCH_ARCH_H

#include "abi_arch.h"
#include "cycles.h"

/* The counter goes by registers that compilers rarely use, so that the interval
   is what it would be without. (The address of `cycles` is not 0: it serves as
   `begun`.) */
static inline void mark_begin(void)
{
    __asm__ volatile("adrp x17, cycles\n\t"
                     "add x17, x17, :lo12:cycles\n\t"
                     "str w17, [x17, #4]\n\t"
                     "isb\n\t"
                     "mrs x16, pmccntr_el0\n\t"
                     "str w16, [x17]\n\t"
                     "hint #0x60"
                     :
                     :
                     : "x16", "x17", "memory");
}

static inline void mark_end(void)
{
    __asm__ volatile("hint #0x61\n\t"
                     "isb\n\t"
                     "mrs x16, pmccntr_el0\n\t"
                     "adrp x17, cycles\n\t"
                     "add x17, x17, :lo12:cycles\n\t"
                     "str w16, [x17, #8]"
                     :
                     :
                     : "x16", "x17", "memory");
    cycles_ended();
}

static inline void mark_group(void)
{
    __asm__ volatile("hint #0x62" : : : "memory");
}

/* A gate's entry in C: badge, the six words, operation. */
#define SERVED(name)                                                           \
    void name(word_t badge, word_t w0, word_t w1, word_t w2, word_t w3,        \
              word_t w4, word_t w5, word_t operation)
#define SERVED_UNUSED                                                          \
    ((void)operation, (void)w0, (void)w1, (void)w2, (void)w3, (void)w4,        \
     (void)w5, (void)badge)
#define SERVED_WORD2 w2
typedef SERVED(served);
/* Of a function that an entry calls. */
#define ENTRY_CALLS [[gnu::noinline]]

/* Where an activation has to begin for `serve` to be called. The registers at
   an entry are already those of a C function's eight arguments. */
static inline void (*entry_of(served *serve))(void)
{
    return (void (*)(void))serve;
}

/* Returns from a gate's entry with one message word. */
[[noreturn, gnu::always_inline]] static inline void entry_return(word_t answer,
                                                                 word_t word)
{
    register word_t x0 __asm__("x0") = answer;
    register word_t x1 __asm__("x1") = word;
    register word_t x2 __asm__("x2") = 0;
    register word_t x3 __asm__("x3") = 0;
    register word_t x4 __asm__("x4") = 0;
    register word_t x5 __asm__("x5") = 0;
    register word_t x6 __asm__("x6") = 0;
    register word_t x7 __asm__("x7") = OPERATION_RETURN;

    __asm__ volatile("svc #0"
                     :
                     : "r"(x0), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5),
                       "r"(x6), "r"(x7)
                     : "memory");
    __builtin_unreachable();
}

/* Reads a byte by an instruction of TOUCH_BYTES bytes. */
#define TOUCH_BYTES 4

static inline void touch(word_t address)
{
    __asm__ volatile("ldrb wzr, [%0]" : : "r"(address) : "memory");
}

#endif
