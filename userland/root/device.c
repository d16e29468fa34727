/*
 * The boards' devices, and how to get at one page out of a large device
 * untyped: a frame as large as the untyped is made at its first use, and each
 * device gets a part of that.
 */
#include "device.h"

#include "own.h"
#include "string.h"
#include "stubs.h"

/* BCM2835 ARM Peripherals, 1.2.3 and 7.5: the PL011, its interrupt. A PC's
   first serial line has been there since the first PC. */
static const struct device devices[] = {
    {"raspi", "uart", 0x3F201000, 12, 0, 57},
    {"pc", "uart", 0x3F8, 0, 8, 4},
};

#define RANGES_MAX 64

static const struct root_boot_info *boot;
/* The frame that covers each device untyped; 0: not made yet. */
static cap_t covers[RANGES_MAX];

void device_start(const struct root_boot_info *info)
{
    boot = info;
}

const struct device *device_find(const char *name)
{
    for (size_t i = 0; i < sizeof devices / sizeof devices[0]; i++) {
        if (strcmp(devices[i].board, boot->board) == 0 &&
            strcmp(devices[i].name, name) == 0)
            return &devices[i];
    }
    return NULL;
}

/* The index of the device untyped that holds `address`, and its base and size;
   RANGES_MAX: there is none. */
static unsigned range_find(word_t address, word_t *base, word_t *size_bits)
{
    for (unsigned i = 0; i < boot->devices.count && i < RANGES_MAX; i++) {
        if (cap_untyped_info(boot->devices.first + i, base, size_bits, NULL,
                             NULL, NULL) == OK &&
            address >= *base && address - *base < (word_t)1 << *size_bits)
            return i;
    }
    return RANGES_MAX;
}

static enum status cover_make(unsigned range, word_t size_bits)
{
    cap_t slot = slot_allocate();
    enum status status;

    if (slot == 0)
        return INVALID_SLOT;
    status = cap_untyped_retype(boot->devices.first + range, TYPE_FRAME,
                                size_bits, slot);
    if (status == OK)
        covers[range] = slot;
    else
        slot_free(slot);
    return status;
}

static enum status registers_frame(const struct device *device, cap_t frame)
{
    word_t base;
    word_t size_bits;
    unsigned range = range_find(device->base, &base, &size_bits);
    enum status status = OK;

    if (range == RANGES_MAX)
        return NO_MEMORY;
    if (covers[range] == 0)
        status = cover_make(range, size_bits);
    if (status == OK)
        status =
            cap_frame_part(covers[range], device->base - base,
                           device->size_bits, FRAME_READ | FRAME_WRITE, frame);
    return status;
}

enum status device_capabilities(const struct device *device, cap_t registers,
                                cap_t irq)
{
    enum status status;

    if (device->ports != 0)
        status = cap_ioport_control_get(BOOT_SLOT_IOPORT_CONTROL, device->base,
                                        device->ports, registers);
    else
        status = registers_frame(device, registers);
    if (status != OK)
        return status;
    return cap_irq_control_get(BOOT_SLOT_IRQ_CONTROL, device->irq, irq);
}
