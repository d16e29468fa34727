/*
 * Reads ATAGS, the list of tagged values that older firmware (and QEMU without
 * a device tree) hands over: memory and the command line.
 */
#ifndef PLATFORM_ATAGS_H
#define PLATFORM_ATAGS_H

#include "boot.h"

/* As device_tree_read() of nucleus/device_tree.h. */
[[nodiscard]] bool atags_read(const void *list, size_t bytes,
                              struct boot_info *info);

#endif
