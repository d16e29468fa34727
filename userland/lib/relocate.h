/*
 * The one step between a program's first instruction and its C code, done by
 * lib/arch/<cpu>/ because the kinds of relocations are the processor's.
 */
#ifndef LIB_RELOCATE_H
#define LIB_RELOCATE_H

#include <stddef.h>
#include <stdint.h>

struct dynamic;

/* `base`: where the ELF header lies; `dynamic`: the program's _DYNAMIC. */
void program_relocate(uint64_t base, const struct dynamic *dynamic);

#endif
