/*
 * I/O ports: what caps/ioport.cap promises. Skipped where the processor has
 * none.
 */
#include "../support/world.h"

/* The first serial line's: its scratch register keeps what is written. */
#define PORTS 0x3F8
#define COUNT 8
#define SCRATCH 0x3FF

#define KEYBOARD 0x60
#define KEYBOARD_COMMAND 0x64
#define KEYBOARD_RESET 0xFE
#define PCI_ADDRESS 0xCF8
#define PCI_ENABLE 0x80000000
#define RESET_CONTROL 0xCF9
#define RESET_ALL 6

static bool no_ports(void)
{
    return type_of(BOOT_SLOT_IOPORT_CONTROL) == NO_TYPE;
}

static cap_t ports_new(word_t first, word_t count)
{
    cap_t ports = slot_new();

    MUST(cap_ioport_control_get(BOOT_SLOT_IOPORT_CONTROL, first, count, ports));
    return ports;
}

static void reads_what_was_written(void **state)
{
    cap_t ports;
    word_t value = 0;

    (void)state;
    if (no_ports())
        skip();
    ports = ports_new(PORTS, COUNT);
    MUST(cap_ioport_out(ports, SCRATCH, PORT_WIDTH_BYTE, 0x5A));
    MUST(cap_ioport_in(ports, SCRATCH, PORT_WIDTH_BYTE, &value));
    assert_int_equal(value, 0x5A);
    MUST(cap_ioport_out(ports, SCRATCH, PORT_WIDTH_BYTE, 0xA5));
    MUST(cap_ioport_in(ports, SCRATCH, PORT_WIDTH_BYTE, &value));
    assert_int_equal(value, 0xA5);
}

static void only_inside_the_range(void **state)
{
    cap_t ports;

    (void)state;
    if (no_ports())
        skip();
    ports = ports_new(PORTS, COUNT);
    FAILS(INVALID_ARGUMENT,
          cap_ioport_in(ports, PORTS - 1, PORT_WIDTH_BYTE, NULL));
    FAILS(INVALID_ARGUMENT,
          cap_ioport_in(ports, PORTS + COUNT, PORT_WIDTH_BYTE, NULL));
    FAILS(INVALID_ARGUMENT,
          cap_ioport_in(ports, SCRATCH, PORT_WIDTH_HALF, NULL));
    FAILS(INVALID_ARGUMENT,
          cap_ioport_in(ports, SCRATCH - 2, PORT_WIDTH_WORD, NULL));
    FAILS(INVALID_ARGUMENT, cap_ioport_out(ports, SCRATCH, PORT_WIDTH_HALF, 0));
    FAILS(INVALID_ARGUMENT,
          cap_ioport_out(ports, SCRATCH, PORT_WIDTH_BYTE, 0x100));
    FAILS(INVALID_ARGUMENT, cap_ioport_in(ports, SCRATCH, 3, NULL));
    FAILS(INVALID_ARGUMENT, cap_ioport_in(ports, SCRATCH, 0, NULL));
    FAILS(INVALID_ARGUMENT, cap_ioport_out(ports, SCRATCH, 8, 0));
    for (unsigned i = 0; i < HUGE_WORDS; i++) {
        FAILS(INVALID_ARGUMENT,
              cap_ioport_in(ports, huge_words[i], PORT_WIDTH_BYTE, NULL));
        FAILS(INVALID_ARGUMENT,
              operate(ports, OP_IOPORT_OUT, SCRATCH, huge_words[i], 0));
    }
}

/* If one of these were done, there would be no end of the tests. */
static void resets_can_be_read_only(void **state)
{
    cap_t keyboard, pci;
    word_t value;

    (void)state;
    if (no_ports())
        skip();
    keyboard = ports_new(KEYBOARD, 5);
    FAILS(INVALID_ARGUMENT, cap_ioport_out(keyboard, KEYBOARD_COMMAND,
                                           PORT_WIDTH_BYTE, KEYBOARD_RESET));
    FAILS(INVALID_ARGUMENT,
          cap_ioport_out(keyboard, KEYBOARD + 1, PORT_WIDTH_WORD, 0));
    MUST(cap_ioport_in(keyboard, KEYBOARD_COMMAND, PORT_WIDTH_BYTE, &value));
    pci = ports_new(PCI_ADDRESS, 8);
    FAILS(INVALID_ARGUMENT,
          cap_ioport_out(pci, RESET_CONTROL, PORT_WIDTH_BYTE, RESET_ALL));
    FAILS(INVALID_ARGUMENT,
          cap_ioport_out(pci, PCI_ADDRESS, PORT_WIDTH_HALF, RESET_ALL << 8));
    MUST(cap_ioport_in(pci, RESET_CONTROL, PORT_WIDTH_BYTE, &value));
    MUST(cap_ioport_out(pci, PCI_ADDRESS, PORT_WIDTH_WORD, PCI_ENABLE));
    MUST(cap_ioport_in(pci, PCI_ADDRESS, PORT_WIDTH_WORD, &value));
    assert_int_equal(value, PCI_ENABLE);
}

static void parts_are_smaller(void **state)
{
    cap_t ports, part;
    word_t first, count;

    (void)state;
    if (no_ports())
        skip();
    ports = ports_new(PORTS, COUNT);
    part = slot_new();
    FAILS(INVALID_ARGUMENT,
          cap_ioport_part(ports, PORTS - 1, 2, IOPORT_RIGHTS, part));
    FAILS(INVALID_ARGUMENT,
          cap_ioport_part(ports, PORTS, COUNT + 1, IOPORT_RIGHTS, part));
    FAILS(INVALID_ARGUMENT,
          cap_ioport_part(ports, SCRATCH, 0x10000, IOPORT_RIGHTS, part));
    MUST(cap_ioport_part(ports, SCRATCH, 1, IOPORT_IN, part));
    MUST(cap_ioport_info(part, &first, &count));
    assert_int_equal(first, SCRATCH);
    assert_int_equal(count, 1);
    MUST(cap_ioport_in(part, SCRATCH, PORT_WIDTH_BYTE, NULL));
    FAILS(MISSING_RIGHT, cap_ioport_out(part, SCRATCH, PORT_WIDTH_BYTE, 0));
    FAILS(INVALID_ARGUMENT,
          cap_ioport_in(part, SCRATCH - 1, PORT_WIDTH_BYTE, NULL));
    MUST(cap_table_delete(home.table, ports));
    FAILS(EMPTY_SLOT, cap_ioport_in(part, SCRATCH, PORT_WIDTH_BYTE, NULL));
}

/* The range stays when rights go, and a badge cannot change it. */
static void derived_and_closed(void **state)
{
    cap_t ports, child, slot;
    word_t first, count;

    (void)state;
    if (no_ports())
        skip();
    ports = ports_new(PORTS, COUNT);
    slot = slot_new();
    child = derive(ports, IOPORT_OUT, 0);
    MUST(cap_ioport_info(child, &first, &count));
    assert_int_equal(first, PORTS);
    assert_int_equal(count, COUNT);
    FAILS(MISSING_RIGHT, cap_ioport_in(child, SCRATCH, PORT_WIDTH_BYTE, NULL));
    FAILS(NO_BADGE,
          cap_table_derive(home.table, ports, IOPORT_RIGHTS, 1, slot));
    leave_closed(ports);
    FAILS(CLOSED, cap_ioport_part(ports, PORTS, 1, IOPORT_RIGHTS, slot));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(reads_what_was_written),  world_test(only_inside_the_range),
        world_test(resets_can_be_read_only), world_test(parts_are_smaller),
        world_test(derived_and_closed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
