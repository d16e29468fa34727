/* The harness' way into the kernel on a board: the test program is root. */
#include "../support/port.h"

#include "../support/world.h"

#include "arch.h"
#include "board.h"
#include "raw.h"

const struct root_boot_info *board_info;

const struct root_boot_info *port_boot(void)
{
    return board_info;
}

int64_t port_invoke(word_t capability, word_t operation,
                    struct message *message)
{
    return raw_invoke(capability, operation, message);
}

word_t port_entry(void)
{
    return (word_t)actor_enter;
}

#define STACK_BYTES 2048

/* The highest word of each stack names its actor. */
word_t port_stack(struct actor *actor)
{
    static _Alignas(16) unsigned char stacks[ACTORS_MAX][STACK_BYTES];
    struct actor **top =
        (struct actor **)(void *)(stacks[actor->index] + STACK_BYTES - 16);

    *top = actor;
    return (word_t)top;
}

void port_check_rarely(void)
{
}

word_t port_invocation(void)
{
    return (word_t)bare_invocation;
}

word_t port_times(word_t times)
{
    return (times + 99) / 100;
}

word_t port_time(void)
{
    return arch_ticks();
}

/* ---- memory ---- */

word_t port_peek(word_t address)
{
    return *(volatile word_t *)address;
}

void port_poke(word_t address, word_t value)
{
    *(volatile word_t *)address = value;
    arch_code_ready((const void *)address, sizeof value);
}

word_t port_kernel_address(void)
{
    return provoke_kernel_address();
}

uint64_t port_jump_word(void)
{
    return code_that_returns;
}

/* ---- interrupts ---- */

/* The device untyped that holds the device. */
static cap_t device_untyped(word_t *base, word_t *size_bits)
{
    for (unsigned i = 0; i < world.info->devices.count; i++) {
        cap_t slot = world.info->devices.first + i;

        MUST(cap_untyped_info(slot, base, size_bits, NULL, NULL, NULL));
        if (irq_device_base - *base < (word_t)1 << *size_bits)
            return slot;
    }
    fail();
}

/* Maps the device's page for root; what lies before it is cut off first. */
static void map_device(void)
{
    word_t at, bits;
    cap_t untyped = device_untyped(&at, &bits), frame = slot_new();

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
        map_device();
    irq_raise(world.irq_device);
}

void port_irq_end(void)
{
    irq_lower(world.irq_device);
}
