/*
 * The host's register convention: a "register" is a field of struct arch_regs,
 * and an invocation is a function call into the kernel library (tests/host).
 */
#ifndef CAPS_ABI_ARCH_H
#define CAPS_ABI_ARCH_H

#include "abi.h"

/* Objects whose size depends on the processor; log2 of bytes. */
#define ABI_THREAD_BITS 10
#define ABI_PAGE_BITS 6
#define ABI_DOMAIN_MIN_BITS 9

/* Of code addresses. */
#define ABI_CODE_ALIGNMENT 4

/* Register numbers of thread.read_registers and its kin. */
#define ABI_REGISTER_CAPABILITY 0 /* in */
#define ABI_REGISTER_STATUS 0     /* out */
#define ABI_REGISTER_WORD0 1      /* the first message word */
#define ABI_REGISTER_OPERATION 7
#define ABI_REGISTER_SP 8
#define ABI_REGISTER_PC 9
#define ABI_REGISTER_FLAGS 10
#define ABI_REGISTER_THREAD_POINTER 11
#define ABI_REGISTER_COUNT 12

int64_t abi_invoke(word_t capability, word_t operation,
                   struct message *message);

#endif
