/*
 * The x86_64 register convention, both halves side by side.
 *
 * in:  rdi capability word, rsi rdx r10 r8 r9 r12 message words,
 *      rax operation (of a return only the top bit counts), syscall
 * out: rax status (at a gate's entry: rdi badge, rax operation), the words in
 *      the same registers, rcx the program counter, r11 the flags
 *
 * Across an invocation the kernel keeps the program counter, rsp, the flags
 * and the FS base (the thread pointer) of each side for itself; x87, SSE and
 * AVX state belongs to the thread and is loaded at first use; everything else
 * is zero afterwards. At a gate's entry the flags are clear (DF too).
 *
 * The other state that user code could write: DS, ES, FS and GS are emptied at
 * every kernel entry (a thread that loads an empty selector into FS may have
 * lost its thread pointer until it is switched away from); the GS base is zero
 * for ever, and the thread pointer is set by the kernel
 * (self.set_thread_pointer), because FSGSBASE is left off.
 * XCR0, PKRU, IOPL and IF are the kernel's; the time-stamp counter can be read,
 * performance counters cannot.
 */
#ifndef CAPS_ABI_ARCH_H
#define CAPS_ABI_ARCH_H

#include "abi.h"

/* Objects whose size depends on the processor; log2 of bytes. */
#define ABI_THREAD_BITS 11
#define ABI_PAGE_BITS 12
#define ABI_DOMAIN_MIN_BITS 15

/* Of code addresses. */
#define ABI_CODE_ALIGNMENT 1

/* Register numbers of thread.read_registers and its kin: 0 to 15 as
   instructions encode them (rax rcx rdx rbx rsp rbp rsi rdi r8 ... r15). */
#define ABI_REGISTER_CAPABILITY 7 /* in */
#define ABI_REGISTER_STATUS 0     /* out */
#define ABI_REGISTER_WORD0 6      /* the first message word */
#define ABI_REGISTER_OPERATION 0  /* in */
#define ABI_REGISTER_SP 4
#define ABI_REGISTER_PC 16
#define ABI_REGISTER_FLAGS 17
#define ABI_REGISTER_THREAD_POINTER 18
#define ABI_REGISTER_COUNT 19

/* The caller's half. Everything but rsp is clobbered: the compiler saves what
   is live, so that a crossing need not. rbp may be the frame pointer, which no
   clobber list may name; below rsp may lie a red zone of 128 bytes, unless
   ABI_NO_RED_ZONE says that the program is compiled without. */
#ifdef ABI_NO_RED_ZONE
#define ABI_RED_ZONE_BEGIN
#define ABI_RED_ZONE_END
#else
#define ABI_RED_ZONE_BEGIN "lea -128(%%rsp), %%rsp\n\t"
#define ABI_RED_ZONE_END "lea 128(%%rsp), %%rsp"
#endif
#ifndef ABI_INVOKE_ELSEWHERE
static inline int64_t abi_invoke(word_t capability, word_t operation,
                                 struct message *message)
{
    register word_t rdi __asm__("rdi") = capability;
    register word_t rsi __asm__("rsi") = message->words[0];
    register word_t rdx __asm__("rdx") = message->words[1];
    register word_t r10 __asm__("r10") = message->words[2];
    register word_t r8 __asm__("r8") = message->words[3];
    register word_t r9 __asm__("r9") = message->words[4];
    register word_t r12 __asm__("r12") = message->words[5];
    register word_t rax __asm__("rax") = operation;

    __asm__ volatile(ABI_RED_ZONE_BEGIN "push %%rbp\n\t"
                                        "syscall\n\t"
                                        "pop %%rbp\n\t" ABI_RED_ZONE_END
                     : "+r"(rdi), "+r"(rsi), "+r"(rdx), "+r"(r10), "+r"(r8),
                       "+r"(r9), "+r"(r12), "+r"(rax)
                     :
                     : "rbx", "rcx", "r11", "r13", "r14", "r15", "cc",
                       "memory");
    message->words[0] = rsi;
    message->words[1] = rdx;
    message->words[2] = r10;
    message->words[3] = r8;
    message->words[4] = r9;
    message->words[5] = r12;
    return (int64_t)rax;
}
#else
int64_t abi_invoke(word_t capability, word_t operation,
                   struct message *message);
#endif

#endif
