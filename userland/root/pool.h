/*
 * The machine's memory: the untypeds that root got at boot.
 */
#ifndef ROOT_POOL_H
#define ROOT_POOL_H

#include "boot_info.h"

void pool_start(const struct root_boot_info *info);

/* Makes an untyped of 2^size_bits bytes in an empty slot of root's table. */
[[nodiscard]] enum status pool_untyped(unsigned size_bits, cap_t slot);

/* The boot untypeds, RAM first, then devices; false behind the last. */
bool pool_at(unsigned index, cap_t *untyped);

#endif
