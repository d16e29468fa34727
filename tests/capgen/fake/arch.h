/* A processor whose user addresses end at 0x1000, and code at even ones. */
#ifndef FAKE_ARCH_H
#define FAKE_ARCH_H

#include "abi.h"

static inline bool arch_user_address(word_t address)
{
    return address < 0x1000;
}

static inline bool arch_code_address(word_t address)
{
    return address < 0x1000 && address % 2 == 0;
}

#endif
