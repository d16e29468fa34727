/* A processor whose user addresses end at 0x1000, and code at even ones. */
#ifndef FAKE_ARCH_H
#define FAKE_ARCH_H

#include "abi.h"

struct arch_regs {
    word_t capability;
    word_t operation;
};

static inline word_t arch_regs_capability(const struct arch_regs *regs)
{
    return regs->capability;
}

static inline word_t arch_regs_operation(const struct arch_regs *regs)
{
    return regs->operation;
}

static inline bool arch_user_address(word_t address)
{
    return address < 0x1000;
}

static inline bool arch_code_address(word_t address)
{
    return address < 0x1000 && address % 2 == 0;
}

#endif
