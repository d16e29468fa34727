/* Interrupts: what caps/irq.cap promises. */
#include "../support/world.h"

#include "../support/port.h"

static cap_t line_new(void)
{
    cap_t irq = slot_new();

    MUST(cap_irq_control_get(BOOT_SLOT_IRQ_CONTROL, port_irq_line(), irq));
    return irq;
}

static word_t pending(cap_t notification)
{
    word_t bits;

    MUST(cap_notification_poll(notification, &bits));
    return bits;
}

static void fires_once_and_after_every_ack(void **state)
{
    cap_t irq = line_new(), n = notification_new();

    (void)state;
    MUST(cap_irq_bind(irq, signaller(n, 32)));
    assert_int_equal(pending(n), 0);
    port_irq_begin();
    assert_int_equal(pending(n), 32);
    assert_int_equal(pending(n), 0); /* masked */
    port_irq_end();
    MUST(cap_irq_ack(irq));
    assert_int_equal(pending(n), 0);
    port_irq_begin();
    assert_int_equal(pending(n), 32);
    port_irq_end();
    MUST(cap_irq_ack(irq));
    MUST(cap_irq_ack(irq));
}

static void wakes_whoever_waits(void **state)
{
    cap_t irq = line_new(), n = notification_new();
    struct actor *a = actor_new(&home, 10);

    (void)state;
    MUST(cap_irq_bind(irq, signaller(n, 2)));
    assert_int_equal(AS(a, cap_notification_wait(n, 0, NULL)), PENDING);
    port_irq_begin();
    MUST(cap_self_yield());
    port_irq_end();
    assert_int_equal(finished(a), OK);
    assert_int_equal(result(a, 0), 2);
}

static void refusals(void **state)
{
    cap_t irq = line_new(), n = notification_new();
    cap_t one = signaller(n, 1);

    (void)state;
    FAILS(NOT_CONFIGURED, cap_irq_ack(irq));
    FAILS(NO_BADGE, cap_irq_bind(irq, n));
    leave_closed(one);
    FAILS(CLOSED, cap_irq_bind(irq, one));
    MUST(cap_table_revoke(home.table, one));
    MUST(cap_irq_bind(irq, one));
    MUST(cap_irq_bind(irq, one));
    FAILS(MISSING_RIGHT, cap_irq_bind(derive(irq, IRQ_ACK, 0), one));
    FAILS(MISSING_RIGHT, cap_irq_ack(derive(irq, IRQ_BIND, 0)));
}

/* Without its notification the line is masked; with a new one it goes on. */
static void the_notification_goes(void **state)
{
    cap_t irq = line_new(), n = notification_new(), other = notification_new();

    (void)state;
    MUST(cap_irq_bind(irq, signaller(n, 1)));
    MUST(cap_table_delete(home.table, n));
    FAILS(NOT_CONFIGURED, cap_irq_ack(irq));
    port_irq_begin();
    MUST(cap_self_yield());
    port_irq_end();
    MUST(cap_irq_bind(irq, signaller(other, 4)));
    port_irq_begin();
    MUST(cap_self_yield());
    port_irq_end();
    assert_int_equal(pending(other), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(fires_once_and_after_every_ack),
        world_test(wakes_whoever_waits),
        world_test(refusals),
        world_test(the_notification_goes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
