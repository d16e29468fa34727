/*
 * What the benchmark needs of an x86_64: marks, which are nops to it
 * (tools/hesper/plugin.py knows them), the shortest way back from a gate, and
 * an access that may fault.
 */
#ifndef BENCH_ARCH_H
#define BENCH_ARCH_H

#include "abi_arch.h"
#include "cycles.h"

/* The counter comes in two registers. Both are kept (behind `end` and `count`),
   so that the interval is what it would be without; nothing else is needed,
   since names serve as addresses. */
static inline void mark_begin(void)
{
    __asm__ volatile("movq %%rax, cycles+16(%%rip)\n\t"
                     "movq %%rdx, cycles+24(%%rip)\n\t"
                     "movl $1, cycles+4(%%rip)\n\t"
                     "lfence\n\t"
                     "rdtsc\n\t"
                     "movl %%eax, cycles(%%rip)\n\t"
                     "movq cycles+16(%%rip), %%rax\n\t"
                     "movq cycles+24(%%rip), %%rdx\n\t"
                     "nopl 0x48530060(%%rax)"
                     :
                     :
                     : "memory");
}

static inline void mark_end(void)
{
    __asm__ volatile("nopl 0x48530061(%%rax)\n\t"
                     "movq %%rax, cycles+16(%%rip)\n\t"
                     "movq %%rdx, cycles+24(%%rip)\n\t"
                     "lfence\n\t"
                     "rdtsc\n\t"
                     "movl %%eax, cycles+8(%%rip)\n\t"
                     "movq cycles+16(%%rip), %%rax\n\t"
                     "movq cycles+24(%%rip), %%rdx"
                     :
                     :
                     : "memory");
    cycles_ended();
}

static inline void mark_group(void)
{
    __asm__ volatile("nopl 0x48530062(%%rax)" : : : "memory");
}

/* A gate's entry in C. This convention has its arguments in the registers in
   which an entry gets rax, rcx, rdx, rdi, rsi, r8, r9 and r12. Word 2 is in
   r10, which is still there if the entry asks first. */
#define SERVED(name)                                                           \
    void __attribute__((regcall)) name(word_t operation, word_t pc, word_t w1, \
                                       word_t badge, word_t w0, word_t w3,     \
                                       word_t w4, word_t w5)
#define SERVED_UNUSED                                                          \
    ((void)operation, (void)pc, (void)w0, (void)w1, (void)w3, (void)w4,        \
     (void)w5, (void)badge)
#define SERVED_WORD2                                                           \
    ({                                                                         \
        register word_t r10 __asm__("r10");                                    \
        __asm__ volatile("" : "=r"(r10));                                      \
        r10;                                                                   \
    })
typedef SERVED(served);
/* Of a function that an entry calls: no return address is on the stack there,
   so that it is not aligned as a function expects. */
#define ENTRY_CALLS [[gnu::noinline, gnu::force_align_arg_pointer]]

/* Where an activation has to begin for `serve` to be called. */
static inline void (*entry_of(served *serve))(void)
{
    return (void (*)(void))serve;
}

/* Returns from a gate's entry with one message word. */
[[noreturn, gnu::always_inline]] static inline void entry_return(word_t answer,
                                                                 word_t word)
{
    register word_t rdi __asm__("rdi") = answer;
    register word_t rsi __asm__("rsi") = word;
    register word_t rdx __asm__("rdx") = 0;
    register word_t r10 __asm__("r10") = 0;
    register word_t r8 __asm__("r8") = 0;
    register word_t r9 __asm__("r9") = 0;
    register word_t r12 __asm__("r12") = 0;
    register word_t rax __asm__("rax") = OPERATION_RETURN;

    __asm__ volatile("syscall"
                     :
                     : "r"(rdi), "r"(rsi), "r"(rdx), "r"(r10), "r"(r8), "r"(r9),
                       "r"(r12), "r"(rax)
                     : "memory");
    __builtin_unreachable();
}

/* Reads a byte by an instruction of TOUCH_BYTES bytes. */
#define TOUCH_BYTES 2

static inline void touch(word_t address)
{
    __asm__ volatile("movb (%%rdi), %%al" : : "D"(address) : "rax", "memory");
}

#endif
