/*
 * What a fast path leaves behind when it passes the running sched_context on:
 * that its thread is still the one before, and the running one has none. Every
 * kind of entry begins by making that good (core_enter()). The fake processor
 * has no fast path; here the same is done after each entry.
 */
#include "../support/world.h"

#include "host.h"
#include "machine.h"
#include "sched_context.h"

static void (*after_before)(void);
static unsigned passed;

/* The running one serves a caller, on its time: as if it just had been called
   by a fast path. */
static void pass_on(void)
{
    struct core *core = host_core;
    struct thread *server = core->current;
    struct thread *caller = server ? thread_caller(server) : NULL;

    after_before();
    if (!caller || !server->time || server->time->owner == server)
        return;
    server->time->thread = caller;
    caller->time = server->time;
    server->time = NULL;
    passed++;
}

struct pair {
    struct place *place;
    struct actor *server, *client;
    cap_t way;
};

/* From here on the server never has time when the kernel is entered. */
static struct pair begin(void)
{
    struct pair p = {.place = place_new()};
    cap_t gate = gate_new(p.place);

    p.way = callable(gate, 1);
    p.server = activation_new(p.place, gate);
    p.client = actor_new(&home, 10);
    after_before = machine_after_entry;
    machine_after_entry = pass_on;
    passed = 0;
    assert_int_equal(AS(p.client, call(p.way, 0, 0)), PENDING);
    assert_int_equal(p.server->entries, 1);
    return p;
}

static void end(const struct pair *p)
{
    assert_int_equal(AS(p->server, give_back(7, 0, 0, TRANSFER_DERIVE)),
                     PENDING);
    assert_int_equal(finished(p->client), 7);
    assert_true(passed > 0);
    machine_after_entry = after_before;
    MUST(AS(p->client, cap_self_yield()));
}

static void by_invocations(void **state)
{
    struct pair p = begin();

    (void)state;
    MUST(AS(p.server, cap_self_yield()));
    MUST(AS(p.server, cap_notification_poll(p.server->go, NULL)));
    FAILS(EMPTY_SLOT, AS(p.server, cap_notification_poll(60, NULL)));
    end(&p);
}

/* The handler gives up on the server, whose call ends. */
static void end_by(const struct pair *p, struct actor *handler)
{
    assert_int_equal(AS(handler, give_back(FAULT_ABORT, 0, 0, TRANSFER_DERIVE)),
                     PENDING);
    assert_int_equal(finished(p->client), SERVER_FAULT);
    assert_true(passed > 0);
    machine_after_entry = after_before;
    MUST(AS(p->client, cap_self_yield()));
}

/* System calls of a domain that has a gate for them: the server's, and then its
   wait for what it is to do next. */
static void by_system_calls(void **state)
{
    cap_t gate = gate_new(&home);
    struct actor *handler = activation_new(&home, gate);
    struct pair p = begin();

    (void)state;
    MUST(cap_domain_set_syscall_gate(p.place->domain, callable(gate, 2)));
    assert_int_equal(AS(p.server, cap_self_yield()), PENDING);
    assert_int_equal(handler->words[0], FAULT_SYSCALL);
    assert_int_equal(state_of(p.server), THREAD_STATE_CALLING);
    MUST(AS(handler, cap_self_write_register(ABI_REGISTER_CAPABILITY, 9)));
    assert_int_equal(
        AS(handler, give_back(FAULT_RESUME, 0, 0, TRANSFER_DERIVE)), PENDING);
    assert_int_equal(handler->entries, 2);
    assert_int_equal(finished(p.server), 9);
    end_by(&p, handler);
}

static void by_faults(void **state)
{
    cap_t gate = gate_new(&home);
    struct actor *handler = activation_new(&home, gate);
    struct pair p = begin();

    (void)state;
    MUST(cap_domain_set_fault_gate(p.place->domain, callable(gate, 2)));
    assert_int_equal(act_other(p.server, COMMAND_READ, huge_words[4], 0),
                     PENDING);
    assert_int_equal(handler->entries, 1);
    assert_int_not_equal(handler->words[0], FAULT_SYSCALL);
    end_by(&p, handler);
}

/* The client's own FP state is not the server's. */
static void by_the_first_use_of_fp(void **state)
{
    struct pair p = begin();

    (void)state;
    MUST(act_other(p.server, COMMAND_FP, 0, 5));
    assert_int_equal(result(p.server, 0), 0);
    MUST(act_other(p.server, COMMAND_FP, 0, 6));
    assert_int_equal(result(p.server, 0), 5);
    end(&p);
}

/* An equal of the client has its turn when the server's slice, which is the
   client's, is over. */
static void by_interrupts(void **state)
{
    struct actor *equal = actor_new(&home, 10);
    struct pair p = begin();

    (void)state;
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, 255, BOOT_SLOT_SCHED_CONTEXT));
    REPEAT(equal, 1, cap_notification_poll(equal->go, NULL));
    REPEAT(p.server, 1, cap_notification_poll(60, NULL));
    sleep_for(10 * host_core->slice);
    equal->halt = p.server->halt = true;
    sleep_for(4 * host_core->slice);
    assert_true(equal->repeated > 0 && p.server->repeated > 0);
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, 1, BOOT_SLOT_SCHED_CONTEXT));
    end(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(by_invocations),
        world_test(by_system_calls),
        world_test(by_faults),
        world_test(by_interrupts),
        world_test(by_the_first_use_of_fp),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
