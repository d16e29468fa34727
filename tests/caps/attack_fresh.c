/* Attacks by threads that were never started: their registers are set, they go
   on, and whatever a start would have given them they must have. */
#include "../support/world.h"

#include "../support/port.h"

#define ROUNDS 20000000

static void set(const struct actor *actor, unsigned number, word_t value)
{
    MUST(cap_thread_write_register(actor->thread, number, value));
}

/* It does not let go of the processor: that is taken from it. */
static void interrupted(void **state)
{
    cap_t n = notification_new();
    struct actor *fresh = actor_stopped(&home);
    struct actor *other = actor_new(&home, 50);
    word_t soon = world.info->ticks_per_second / 1000 + 100;

    (void)state;
    actor_give_time(fresh, 10);
    set(fresh, ABI_REGISTER_PC, port_entry());
    set(fresh, ABI_REGISTER_SP, port_stack(fresh));
    MUST(cap_thread_resume(fresh->thread));
    assert_int_equal(fresh->entries, 1);
    (void)AS(other, cap_notification_wait(n, port_time() + soon, NULL));
    LATER(other, cap_thread_stop(fresh->thread));
    assert_int_equal(act_other(fresh, COMMAND_SPIN, 0, ROUNDS), PENDING);
    assert_int_equal(finished(other), OK);
    assert_int_equal(state_of(fresh), THREAD_STATE_STOPPED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {world_test(interrupted)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
