/*
 * Reads what the kernel wants of a flattened device tree (Devicetree
 * Specification 0.4, chapter 5): memory, reserved memory, the command line.
 */
#ifndef NUCLEUS_DEVICE_TREE_H
#define NUCLEUS_DEVICE_TREE_H

#include "boot.h"

/*
 * `bytes` are readable at `blob`; nothing else is touched, whatever the blob
 * says. Adds whole pages to info->ram and info->reserved (what does not fit is
 * left out, and so is what cannot be: a range past the end of the address
 * space), and points info->command_line into the blob. False: not a device
 * tree, or cut off; what came before that place has been read.
 */
[[nodiscard]] bool device_tree_read(const void *blob, size_t bytes,
                                    struct boot_info *info);

#endif
