/*
 * The authority over I/O ports: what caps/ioport_control.cap promises. Skipped
 * where the processor has none.
 */
#include "../support/world.h"

/* The first serial line's. */
#define PORTS 0x3F8

/* Ports of the interrupt controllers, which the kernel keeps to itself. */
#define PIC_MASTER 0x20
#define PIC_SLAVE 0xA0

static bool no_ports(void)
{
    return type_of(BOOT_SLOT_IOPORT_CONTROL) == NO_TYPE;
}

static void the_kernels_own_are_refused(void **state)
{
    cap_t slot;

    (void)state;
    if (no_ports())
        skip();
    slot = slot_new();
    FAILS(BUSY, cap_ioport_control_get(BOOT_SLOT_IOPORT_CONTROL, PIC_MASTER, 1,
                                       slot));
    FAILS(BUSY, cap_ioport_control_get(BOOT_SLOT_IOPORT_CONTROL, PIC_MASTER + 1,
                                       1, slot));
    FAILS(BUSY, cap_ioport_control_get(BOOT_SLOT_IOPORT_CONTROL, PIC_SLAVE - 1,
                                       2, slot));
    FAILS(BUSY,
          cap_ioport_control_get(BOOT_SLOT_IOPORT_CONTROL, 0, 0x10000, slot));
    FAILS(INVALID_ARGUMENT,
          cap_ioport_control_get(BOOT_SLOT_IOPORT_CONTROL, 0xFFFF, 2, slot));
    FAILS(INVALID_ARGUMENT,
          cap_ioport_control_get(BOOT_SLOT_IOPORT_CONTROL, PORTS, 0, slot));
    FAILS(INVALID_ARGUMENT, cap_ioport_control_get(BOOT_SLOT_IOPORT_CONTROL,
                                                   PORTS, 0x10001, slot));
    FAILS(INVALID_ARGUMENT,
          cap_ioport_control_get(BOOT_SLOT_IOPORT_CONTROL, 0x10000, 1, slot));
    assert_int_equal(type_of(slot), NO_TYPE);
}

/* By them the machine could be taken from the kernel. */
static void so_are_those_that_rule_the_machine(void **state)
{
    static const word_t ports[] = {0x22, 0x92, 0xB2, 0xF4, 0x4D0, 0x600, 0x604};
    cap_t slot;

    (void)state;
    if (no_ports())
        skip();
    slot = slot_new();
    for (unsigned i = 0; i < sizeof ports / sizeof *ports; i++)
        FAILS(BUSY, cap_ioport_control_get(BOOT_SLOT_IOPORT_CONTROL, ports[i],
                                           1, slot));
    assert_int_equal(type_of(slot), NO_TYPE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(the_kernels_own_are_refused),
        world_test(so_are_those_that_rule_the_machine),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
