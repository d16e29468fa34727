/*
 * Devices by name: where the board has them, and their capabilities.
 */
#ifndef ROOT_DEVICE_H
#define ROOT_DEVICE_H

#include "boot_info.h"

struct device {
    const char *board; /* root_boot_info.board */
    const char *name;
    word_t base;
    unsigned size_bits; /* of the registers' frame; 0: they are in ports */
    unsigned ports;
    word_t irq;
};

void device_start(const struct root_boot_info *info);

/* NULL: this board has none of that name. */
const struct device *device_find(const char *name);

/* Puts a frame or the ports of the device's registers and its interrupt into
   empty slots of root's table. */
[[nodiscard]] enum status device_capabilities(const struct device *device,
                                              cap_t registers, cap_t irq);

#endif
