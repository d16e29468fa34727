/*
 * Faults: the domain's fault gate is called on behalf of the thread, which goes
 * on, begins anew or stops as the handler answers.
 */
#include "../support/world.h"

#include "../support/port.h"

#define OPERATION 0x2001
#define NOWHERE ((word_t)8) /* in page 0, which nobody ever gets */

struct scene {
    struct place *place;
    cap_t gate; /* the handler's, in root's domain */
    struct actor *handler, *victim;
};

static struct scene scene_new(void)
{
    struct scene s = {.place = place_new(), .gate = gate_new(&home)};

    s.handler = activation_new(&home, s.gate);
    MUST(cap_domain_set_fault_gate(s.place->domain, callable(s.gate, 33)));
    s.victim = actor_new(s.place, 10);
    return s;
}

static void answer(const struct scene *s, int32_t status)
{
    assert_int_equal(AS(s->handler, give_back(status, 99, 0, 0)), PENDING);
}

static void read_nowhere(const struct scene *s)
{
    assert_int_equal(act_other(s->victim, COMMAND_READ, NOWHERE, 0), PENDING);
    assert_int_equal(s->handler->words[0], FAULT_READ);
}

static word_t pc_of_fault(const struct scene *s)
{
    return s->handler->words[2];
}

static void the_handler_learns_what_happened(void **state)
{
    struct scene s = scene_new();
    word_t pc;

    (void)state;
    read_nowhere(&s);
    assert_int_equal(s.handler->badge, 33);
    assert_int_equal(s.handler->operation, 0);
    assert_int_equal(s.handler->words[1], NOWHERE);
    assert_int_equal(s.handler->words[3], 1000 + s.victim->index);
    assert_int_equal(state_of(s.victim), THREAD_STATE_CALLING);
    MUST(AS(s.handler, cap_self_read_registers(ABI_REGISTER_PC, &pc, NULL, NULL,
                                               NULL, NULL, NULL)));
    assert_int_equal(result(s.handler, 0), pc_of_fault(&s));
}

/* Begins anew where it began first. */
static void resume_after_mending_the_program_counter(void **state)
{
    struct scene s = scene_new();

    (void)state;
    read_nowhere(&s);
    FAILS(INVALID_ARGUMENT,
          AS(s.handler, cap_self_write_register(ABI_REGISTER_PC, ~(word_t)0)));
    MUST(AS(s.handler, cap_self_write_register(ABI_REGISTER_PC, port_entry())));
    MUST(AS(s.handler,
            cap_self_write_register(ABI_REGISTER_SP, port_stack(s.victim))));
    answer(&s, FAULT_RESUME);
    assert_int_equal(s.victim->entries, 2);
    assert_int_equal(AS(s.victim, cap_self_yield()), OK);
}

static void resume_after_mapping(void **state)
{
    struct scene s = scene_new();
    cap_t frame = make(TYPE_FRAME, ABI_PAGE_BITS);
    cap_t twin = derive(frame, FRAME_READ | FRAME_WRITE, 0);

    (void)state;
    map_here(frame);
    port_poke(base_of(frame), 4711);
    assert_int_equal(act_other(s.victim, COMMAND_READ, base_of(frame), 0),
                     PENDING);
    answer(&s, FAULT_RESUME); /* in vain: it faults again */
    assert_int_equal(s.handler->entries, 2);
    MUST(cap_domain_map(s.place->domain, FRAME_READ, MEMORY_TYPE_NORMAL, twin));
    answer(&s, FAULT_RESUME);
    assert_int_equal(finished(s.victim), OK);
    assert_int_equal(result(s.victim, 0), 4711);
    assert_int_equal(act_other(s.victim, COMMAND_WRITE, base_of(frame), 1),
                     PENDING);
    assert_int_equal(s.handler->words[0], FAULT_WRITE);
    MUST(cap_domain_protect(s.place->domain, FRAME_READ | FRAME_WRITE, twin));
    answer(&s, FAULT_RESUME);
    assert_int_equal(finished(s.victim), OK);
    assert_int_equal(port_peek(base_of(frame)), 1);
}

static void kinds_of_faults(void **state)
{
    struct scene s = scene_new();
    struct actor *b = actor_new(s.place, 10), *c = actor_new(s.place, 10);
    struct actor *d = actor_new(s.place, 10), *e = actor_new(s.place, 10);

    (void)state;
    assert_int_equal(
        act_other(s.victim, COMMAND_WRITE, port_kernel_address(), 0), PENDING);
    assert_int_equal(s.handler->words[0], FAULT_WRITE);
    answer(&s, 0);
    assert_int_equal(state_of(s.victim), THREAD_STATE_STOPPED);
    assert_int_equal(act_other(b, COMMAND_JUMP, NOWHERE, 0), PENDING);
    assert_int_equal(s.handler->words[0], FAULT_EXECUTE);
    assert_int_equal(s.handler->words[1], NOWHERE);
    answer(&s, 0);
    assert_int_equal(act_other(c, COMMAND_PRIVILEGED, 0, 0), PENDING);
    assert_int_equal(s.handler->words[0], FAULT_INSTRUCTION);
    answer(&s, 0);
    assert_int_equal(AS(d, cap_self_exit(0xDEAD)), PENDING);
    assert_int_equal(s.handler->words[0], FAULT_EXIT);
    assert_int_equal(s.handler->words[1], 0xDEAD);
    answer(&s, FAULT_ABORT);
    assert_int_equal(state_of(d), THREAD_STATE_STOPPED);
    (void)e;
}

static void without_a_handler_it_stops(void **state)
{
    struct actor *a = actor_new(&home, 10);

    (void)state;
    assert_int_equal(act_other(a, COMMAND_READ, NOWHERE, 0), PENDING);
    assert_int_equal(state_of(a), THREAD_STATE_STOPPED);
}

/* ---- faults while serving ---- */

struct service {
    struct scene scene;
    cap_t gate, cap;
    struct actor *server, *client;
};

static struct service service_new(void)
{
    struct service v = {.scene = scene_new()};

    v.gate = gate_new(v.scene.place);
    v.cap = callable(v.gate, 1);
    v.server = activation_new(v.scene.place, v.gate);
    v.client = actor_new(&home, 12);
    assert_int_equal(AS(v.client, call(v.cap, OPERATION, 0)), PENDING);
    assert_int_equal(act_other(v.server, COMMAND_READ, NOWHERE, 0), PENDING);
    assert_int_equal(v.scene.handler->words[0], FAULT_READ);
    return v;
}

static void abort_ends_the_call_and_serves_again(void **state)
{
    struct service v = service_new();

    (void)state;
    answer(&v.scene, FAULT_ABORT);
    assert_int_equal(finished(v.client), SERVER_FAULT);
    assert_int_equal(state_of(v.server), THREAD_STATE_IDLE);
    assert_int_equal(AS(v.client, call(v.cap, OPERATION, 3)), PENDING);
    assert_int_equal(v.server->words[0], 3);
    assert_int_equal(AS(v.server, give_back(1, 0, 0, 0)), PENDING);
    assert_int_equal(finished(v.client), 1);
}

static void another_answer_stops_the_server(void **state)
{
    struct service v = service_new();

    (void)state;
    answer(&v.scene, 0);
    assert_int_equal(finished(v.client), SERVER_FAULT);
    assert_int_equal(state_of(v.server), THREAD_STATE_STOPPED);
    assert_int_equal(AS(v.client, cap_self_yield()), OK);
}

static void aborted_with_callers_waiting(void **state)
{
    struct service v = service_new();
    struct actor *next = actor_new(&home, 12);

    (void)state;
    assert_int_equal(AS(next, call(v.cap, OPERATION, 7)), PENDING);
    answer(&v.scene, FAULT_ABORT);
    assert_int_equal(finished(v.client), SERVER_FAULT);
    assert_int_equal(v.server->words[0], 7);
    assert_int_equal(AS(v.server, give_back(2, 0, 0, 0)), PENDING);
    assert_int_equal(finished(next), 2);
}

static void the_handler_dies(void **state)
{
    struct service v = service_new();

    (void)state;
    MUST(cap_table_delete(home.table, v.scene.handler->thread));
    assert_int_equal(finished(v.client), SERVER_FAULT);
    assert_int_equal(state_of(v.server), THREAD_STATE_STOPPED);
}

static void the_handler_faults_too(void **state)
{
    struct service v = service_new();

    (void)state;
    assert_int_equal(act_other(v.scene.handler, COMMAND_READ, NOWHERE, 0),
                     PENDING);
    assert_int_equal(finished(v.client), SERVER_FAULT);
    assert_int_equal(state_of(v.server), THREAD_STATE_STOPPED);
    assert_int_equal(state_of(v.scene.handler), THREAD_STATE_STOPPED);
}

static void the_handler_defers(void **state)
{
    struct scene s = scene_new();
    cap_t reply = slot_new();
    word_t pc;

    (void)state;
    read_nowhere(&s);
    MUST(AS(s.handler, cap_self_defer(reply)));
    assert_int_equal(AS(s.handler, give_back(0, 0, 0, 0)), PENDING);
    assert_int_equal(state_of(s.victim), THREAD_STATE_CALLING);
    MUST(cap_reply_read_registers(reply, ABI_REGISTER_PC, &pc, NULL, NULL, NULL,
                                  NULL, NULL));
    assert_int_equal(pc, pc_of_fault(&s));
    FAILS(INVALID_ARGUMENT, cap_reply_write_register(reply, ABI_REGISTER_PC,
                                                     port_kernel_address()));
    MUST(cap_reply_write_register(reply, ABI_REGISTER_PC, port_entry()));
    MUST(
        cap_reply_write_register(reply, ABI_REGISTER_SP, port_stack(s.victim)));
    MUST(operate(reply, OP_REPLY_SEND | FAULT_RESUME << REPLY_STATUS_SHIFT, 0,
                 0, 0));
    assert_int_equal(s.victim->entries, 2);
}

static void a_deferred_fault_is_dropped(void **state)
{
    struct scene s = scene_new();
    cap_t reply = slot_new();

    (void)state;
    read_nowhere(&s);
    MUST(AS(s.handler, cap_self_defer(reply)));
    assert_int_equal(AS(s.handler, give_back(0, 0, 0, 0)), PENDING);
    MUST(cap_table_delete(home.table, reply));
    assert_int_equal(state_of(s.victim), THREAD_STATE_STOPPED);
}

static void the_faulting_thread_dies(void **state)
{
    struct scene s = scene_new();

    (void)state;
    read_nowhere(&s);
    MUST(cap_table_delete(home.table, s.victim->thread));
    answer(&s, FAULT_RESUME);
    assert_int_equal(state_of(s.handler), THREAD_STATE_IDLE);
}

static void several_faults_wait_in_turn(void **state)
{
    struct scene s = scene_new();
    struct actor *second = actor_new(s.place, 11);

    (void)state;
    read_nowhere(&s);
    assert_int_equal(act_other(second, COMMAND_WRITE, NOWHERE, 0), PENDING);
    assert_int_equal(state_of(second), THREAD_STATE_QUEUED);
    answer(&s, 0);
    assert_int_equal(s.handler->words[0], FAULT_WRITE);
    answer(&s, 0);
    assert_int_equal(state_of(second), THREAD_STATE_STOPPED);
}

/* ---- foreign system calls ---- */

static void system_calls_go_to_the_syscall_gate(void **state)
{
    struct scene s = scene_new();
    struct actor *a = actor_new(s.place, 10);
    word_t first;

    (void)state;
    MUST(cap_domain_set_syscall_gate(s.place->domain, callable(s.gate, 44)));
    assert_int_equal(AS(a, cap_self_yield()), PENDING);
    /* The end of its wait was an ordinary one; then it invoked. */
    assert_int_equal(s.handler->words[0], FAULT_SYSCALL);
    assert_int_equal(s.handler->badge, 44);
    MUST(AS(s.handler, cap_self_read_registers(ABI_REGISTER_CAPABILITY, &first,
                                               NULL, NULL, NULL, NULL, NULL)));
    assert_int_equal(result(s.handler, 0), CAP_SELF);
    MUST(AS(s.handler,
            cap_self_write_register(ABI_REGISTER_STATUS, (word_t)-5)));
    answer(&s, FAULT_RESUME);
    assert_int_equal(finished(a), -5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(the_handler_learns_what_happened),
        world_test(resume_after_mending_the_program_counter),
        world_test(resume_after_mapping),
        world_test(kinds_of_faults),
        world_test(without_a_handler_it_stops),
        world_test(abort_ends_the_call_and_serves_again),
        world_test(another_answer_stops_the_server),
        world_test(aborted_with_callers_waiting),
        world_test(the_handler_dies),
        world_test(the_handler_faults_too),
        world_test(the_handler_defers),
        world_test(a_deferred_fault_is_dropped),
        world_test(the_faulting_thread_dies),
        world_test(several_faults_wait_in_turn),
        world_test(system_calls_go_to_the_syscall_gate),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
