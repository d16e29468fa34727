/*
 * The device of the interrupt line that a test can raise.
 */
#include "board.h"

#include "../support/port.h"
#include "../support/world.h"

/* The device untyped that holds the device. */
static cap_t device_memory(word_t *base, word_t *size_bits)
{
    for (unsigned i = 0; i < world.info->devices.count; i++) {
        cap_t slot = world.info->devices.first + i;

        MUST(cap_untyped_info(slot, base, size_bits, NULL, NULL, NULL));
        if (irq_device_base - *base < (word_t)1 << *size_bits)
            return slot;
    }
    fail();
}

void port_irq_map(void)
{
    word_t at, bits;
    cap_t untyped = device_memory(&at, &bits), frame = slot_new();

    while (at < irq_device_base) {
        bits = (unsigned)__builtin_ctzll(at);
        while (at + ((word_t)1 << bits) > irq_device_base)
            bits--;
        MUST(cap_untyped_retype(untyped, TYPE_UNTYPED, bits, slot_new()));
        at += (word_t)1 << bits;
    }
    MUST(cap_untyped_retype(untyped, TYPE_FRAME, ABI_PAGE_BITS, frame));
    MUST(cap_domain_map(home.domain, FRAME_READ | FRAME_WRITE,
                        MEMORY_TYPE_DEVICE, frame));
    world.irq_device = (volatile uint32_t *)irq_device_base;
}

word_t port_irq_line(void)
{
    return irq_line;
}

void port_irq_begin(void)
{
    if (!world.irq_device)
        port_irq_map();
    irq_raise(world.irq_device);
}

void port_irq_end(void)
{
    irq_lower(world.irq_device);
}
