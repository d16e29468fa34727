/*
 * The authority over I/O ports: what caps/ioport_control.cap promises. Skipped
 * where the processor has none.
 */
#include "../support/world.h"

/* The first serial line's: its scratch register keeps what is written. */
#define PORTS 0x3F8
#define SCRATCH 0x3FF

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

static bool is_refused(word_t port)
{
    cap_t slot = slot_new();
    int64_t status =
        cap_ioport_control_get(BOOT_SLOT_IOPORT_CONTROL, port, 1, slot);

    assert_true(status == OK || status == BUSY);
    assert_int_equal(type_of(slot), status == OK ? TYPE_IOPORT : NO_TYPE);
    return status == BUSY;
}

/* By them the machine could be taken from the kernel. ACPI's are at 0x600 in
   QEMU, which also has one that ends it, and at 0xB000 in Bochs. */
static void so_are_those_that_rule_the_machine(void **state)
{
    static const word_t ports[] = {0x22, 0x92, 0xB2, 0x4D0};
    word_t acpi;

    (void)state;
    if (no_ports())
        skip();
    for (unsigned i = 0; i < sizeof ports / sizeof *ports; i++)
        assert_true(is_refused(ports[i]));
    acpi = is_refused(0x600) ? 0x600 : 0xB000;
    assert_true(is_refused(acpi) && is_refused(acpi + 4));
    assert_int_equal(is_refused(0xF4), acpi == 0x600);
    assert_false(is_refused(SCRATCH));
}

/* Who shares ports is decided by whoever holds the authority (decision 007). */
static void given_out_more_than_once(void **state)
{
    cap_t first, second;
    word_t value = 0;

    (void)state;
    if (no_ports())
        skip();
    first = slot_new();
    second = slot_new();
    MUST(cap_ioport_control_get(BOOT_SLOT_IOPORT_CONTROL, PORTS, 8, first));
    FAILS(SLOT_OCCUPIED,
          cap_ioport_control_get(BOOT_SLOT_IOPORT_CONTROL, PORTS, 8, first));
    MUST(cap_ioport_control_get(BOOT_SLOT_IOPORT_CONTROL, SCRATCH, 1, second));
    MUST(cap_ioport_out(first, SCRATCH, PORT_WIDTH_BYTE, 0x3C));
    MUST(cap_ioport_in(second, SCRATCH, PORT_WIDTH_BYTE, &value));
    assert_int_equal(value, 0x3C);
    MUST(cap_table_revoke(home.table, BOOT_SLOT_IOPORT_CONTROL));
    assert_int_equal(type_of(first), NO_TYPE);
    assert_int_equal(type_of(second), NO_TYPE);
}

static void while_it_is_revoked(void **state)
{
    (void)state;
    if (no_ports())
        skip();
    leave_closed(BOOT_SLOT_IOPORT_CONTROL);
    FAILS(CLOSED, cap_ioport_control_get(BOOT_SLOT_IOPORT_CONTROL, PORTS, 1,
                                         slot_new()));
    MUST(cap_table_revoke(home.table, BOOT_SLOT_IOPORT_CONTROL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(the_kernels_own_are_refused),
        world_test(so_are_those_that_rule_the_machine),
        world_test(given_out_more_than_once),
        world_test(while_it_is_revoked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
