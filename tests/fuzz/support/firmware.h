/*
 * A PC's memory as its loader left it: the input, from address 0 on. What a
 * parser has not asked boot_view() for is poisoned.
 */
#ifndef FUZZ_FIRMWARE_H
#define FUZZ_FIRMWARE_H

#include "input.h"

#include <sanitizer/asan_interface.h>

#include <stdlib.h>

static uint8_t *firmware;
static size_t firmware_bytes;

static void firmware_begin(const uint8_t *data, size_t bytes)
{
    firmware = malloc(bytes ? bytes : 1);
    firmware_bytes = bytes;
    if (bytes)
        memcpy(firmware, data, bytes);
    ASAN_POISON_MEMORY_REGION(firmware, bytes);
}

static void firmware_end(void)
{
    ASAN_UNPOISON_MEMORY_REGION(firmware, firmware_bytes);
    free(firmware);
}

const void *boot_view(uint64_t address, uint64_t bytes)
{
    if (address > firmware_bytes || bytes > firmware_bytes - address)
        return NULL;
    ASAN_UNPOISON_MEMORY_REGION(firmware + address, bytes);
    return firmware + address;
}

#endif
