/*
 * A program relocates itself: static PIE has only relocations that add the
 * place where it was loaded. Nothing here may use a pointer that itself needs
 * relocation.
 */
#include "relocate.h"

#define DT_NULL 0
#define DT_RELA 7
#define DT_RELASZ 8
#define R_X86_64_RELATIVE 8u

struct dynamic {
    uint64_t tag;
    uint64_t value;
};

struct relocation {
    uint64_t offset;
    uint64_t info;
    uint64_t addend;
};

void program_relocate(uint64_t base, const struct dynamic *dynamic)
{
    const struct relocation *table = NULL;
    uint64_t bytes = 0;

    for (; dynamic->tag != DT_NULL; dynamic++) {
        if (dynamic->tag == DT_RELA)
            table = (const struct relocation *)(base + dynamic->value);
        else if (dynamic->tag == DT_RELASZ)
            bytes = dynamic->value;
    }
    for (uint64_t i = 0; table != NULL && i < bytes / sizeof *table; i++) {
        if ((uint32_t)table[i].info != R_X86_64_RELATIVE)
            __builtin_trap();
        *(uint64_t *)(base + table[i].offset) = base + table[i].addend;
    }
}
