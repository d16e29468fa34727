/*
 * AArch64, Raspberry Pi: the first gigabyte, the peripherals, and what lies
 * around the borders of the user's and the kernel's halves.
 */
#include "kinds.h"

const struct area areas[] = {
    {0, 0x40010000},
    {0x7FFFFF0000, 0x8000010000},
    {0xFFFF000000000000, 0xFFFF000000010000},
    {0xFFFFFF8000000000, 0xFFFFFF8000400000},
    {0xFFFFFF803FE00000, 0xFFFFFF803FE08000},
    {0xFFFFFFFFFFFF0000, 0xFFFFFFFFFFFFF000},
};
const unsigned area_count = sizeof areas / sizeof areas[0];
