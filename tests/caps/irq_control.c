/* The authority over interrupt lines: what caps/irq_control.cap promises. */
#include "../support/world.h"

#include "../support/port.h"

static void one_capability_for_each_line(void **state)
{
    cap_t first = slot_new(), second = slot_new();
    word_t line = port_irq_line();

    (void)state;
    MUST(cap_irq_control_get(BOOT_SLOT_IRQ_CONTROL, line, first));
    assert_int_equal(type_of(first), TYPE_IRQ);
    FAILS(BUSY, cap_irq_control_get(BOOT_SLOT_IRQ_CONTROL, line, second));
    MUST(cap_table_delete(home.table, first));
    MUST(cap_irq_control_get(BOOT_SLOT_IRQ_CONTROL, line, first));
    FAILS(SLOT_OCCUPIED,
          cap_irq_control_get(BOOT_SLOT_IRQ_CONTROL, line, first));
    MUST(cap_table_revoke(home.table, BOOT_SLOT_IRQ_CONTROL));
    assert_int_equal(type_of(first), NO_TYPE);
}

static void lines_that_do_not_exist(void **state)
{
    cap_t to = slot_new();

    (void)state;
    FAILS(INVALID_ARGUMENT,
          cap_irq_control_get(BOOT_SLOT_IRQ_CONTROL, 100000, to));
    for (unsigned i = 0; i < HUGE_WORDS; i++)
        FAILS(INVALID_ARGUMENT,
              cap_irq_control_get(BOOT_SLOT_IRQ_CONTROL, huge_words[i], to));
    assert_int_equal(type_of(to), NO_TYPE);
}

static void while_it_is_revoked(void **state)
{
    (void)state;
    leave_closed(BOOT_SLOT_IRQ_CONTROL);
    FAILS(CLOSED, cap_irq_control_get(BOOT_SLOT_IRQ_CONTROL, port_irq_line(),
                                      slot_new()));
    MUST(cap_table_revoke(home.table, BOOT_SLOT_IRQ_CONTROL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(one_capability_for_each_line),
        world_test(lines_that_do_not_exist),
        world_test(while_it_is_revoked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
