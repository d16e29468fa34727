/*
 * x86_64, PC: what is probed. RAM as QEMU's board has it and what is behind it,
 * the interrupt controllers, the firmware, and what lies around the borders of
 * the user's and the kernel's halves.
 */
#include "kinds.h"

#include "own.h"
#include "services.h"

/* For the assembler. */
static_assert(offsetof(struct own, root) == 32);
static_assert((int)SERVICE_UNKNOWN_OPERATION == 1);

const struct area areas[] = {
    {0, 0x10010000},
    {0xFEBF0000, 0xFEF10000},
    {0xFFFF0000, 0x100010000},
    {0x7FFFFFFF0000, 0x800000010000},
    {0xFFFF7FFFFFFF0000, 0xFFFF800000400000},
    {0xFFFFFFFF80000000, 0xFFFFFFFF80600000},
    {0xFFFFFFFFFFFF0000, 0xFFFFFFFFFFFFF000},
};
const unsigned area_count = sizeof areas / sizeof areas[0];
