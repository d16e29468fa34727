/* Domains: what caps/domain.cap promises of mapping and of its references. */
#include "../support/world.h"

#include "../support/port.h"

#define READ_WRITE (FRAME_READ | FRAME_WRITE)

static cap_t page_new(void)
{
    return make(TYPE_FRAME, ABI_PAGE_BITS);
}

static int map(cap_t domain, word_t rights, cap_t frame)
{
    return cap_domain_map(domain, rights, MEMORY_TYPE_NORMAL, frame);
}

/* What is mapped can be touched, in the way that the rights say. */
static void rights_of_mappings(void **state)
{
    struct actor *a = actor_new(&home, 10);
    cap_t frame = page_new();
    word_t base = base_of(frame);

    (void)state;
    MUST(map(home.domain, READ_WRITE, frame));
    assert_int_equal(act_other(a, COMMAND_WRITE, base, 42), OK);
    assert_int_equal(act_other(a, COMMAND_READ, base, 0), OK);
    assert_int_equal(result(a, 0), 42);
    MUST(cap_domain_protect(home.domain, FRAME_READ, frame));
    assert_int_equal(act_other(a, COMMAND_READ, base, 0), OK);
    assert_int_equal(act_other(a, COMMAND_WRITE, base, 43), PENDING);
    assert_int_equal(state_of(a), THREAD_STATE_STOPPED);
    assert_int_equal(port_peek(base), 42);
}

static void nothing_is_touched_without_rights(void **state)
{
    struct actor *a = actor_new(&home, 10), *b = actor_new(&home, 10);
    cap_t frame = page_new();

    (void)state;
    MUST(map(home.domain, READ_WRITE, frame));
    port_poke(base_of(frame), 5);
    MUST(cap_domain_protect(home.domain, 0, frame));
    assert_int_equal(act_other(a, COMMAND_READ, base_of(frame), 0), PENDING);
    MUST(cap_domain_protect(home.domain, READ_WRITE, frame));
    assert_int_equal(port_peek(base_of(frame)), 5);
    MUST(cap_frame_unmap(frame));
    assert_int_equal(act_other(b, COMMAND_READ, base_of(frame), 0), PENDING);
}

static void code_must_be_executable(void **state)
{
    struct actor *a = actor_new(&home, 10), *b = actor_new(&home, 10);
    cap_t frame = page_new(), code = derive(frame, FRAME_RIGHTS, 0);
    word_t base = base_of(frame);

    (void)state;
    MUST(map(home.domain, READ_WRITE, frame));
    port_poke(base, port_jump_word());
    assert_int_equal(act_other(a, COMMAND_JUMP, base, 0), PENDING);
    MUST(cap_frame_unmap(frame));
    MUST(map(home.domain, FRAME_READ | FRAME_EXECUTE, code));
    assert_int_equal(act_other(b, COMMAND_JUMP, base, 0), OK);
}

static void map_refuses(void **state)
{
    cap_t frame = page_new(), child = derive(frame, FRAME_READ, 0);

    (void)state;
    FAILS(WRITE_EXECUTE, map(home.domain, FRAME_RIGHTS, frame));
    FAILS(WRITE_EXECUTE, map(home.domain, FRAME_WRITE | FRAME_EXECUTE, frame));
    FAILS(INVALID_ARGUMENT, map(home.domain, READ_WRITE, child));
    FAILS(INVALID_ARGUMENT, map(home.domain, FRAME_WRITE, frame));
    FAILS(INVALID_ARGUMENT, map(home.domain, FRAME_EXECUTE, frame));
    FAILS(INVALID_ARGUMENT, map(home.domain, 8, frame));
    FAILS(INVALID_ARGUMENT, map(home.domain, 256, frame));
    FAILS(INVALID_ARGUMENT,
          cap_domain_map(home.domain, READ_WRITE, MEMORY_TYPE_DEVICE, frame));
    FAILS(INVALID_ARGUMENT, cap_domain_map(home.domain, READ_WRITE,
                                           MEMORY_TYPE_WRITE_COMBINING, frame));
    FAILS(INVALID_ARGUMENT,
          cap_domain_map(home.domain, READ_WRITE, (enum memory_type)3, frame));
    for (unsigned i = 0; i < HUGE_WORDS; i++) {
        FAILS(INVALID_ARGUMENT, map(home.domain, huge_words[i], frame));
        FAILS(INVALID_ARGUMENT,
              operate(home.domain | CAP_OFFER(frame), OP_DOMAIN_MAP, FRAME_READ,
                      huge_words[i], 0));
    }
    assert_false(flags_of(frame) & SLOT_FLAG_MAPPED);
    MUST(map(home.domain, READ_WRITE, frame));
    FAILS(ALREADY_MAPPED, map(home.domain, READ_WRITE, frame));
    FAILS(ALREADY_MAPPED, map(home.domain, FRAME_READ, child));
}

/* Any entry in the range that is in use refuses the whole, and nothing has
   changed then. */
static void overlaps_are_refused(void **state)
{
    cap_t frame = make(TYPE_FRAME, ABI_PAGE_BITS + 2), last = slot_new();
    cap_t first = slot_new();

    (void)state;
    MUST(cap_frame_part(frame, 3 * PAGE, ABI_PAGE_BITS, FRAME_RIGHTS, last));
    MUST(cap_frame_part(frame, 0, ABI_PAGE_BITS, FRAME_RIGHTS, first));
    MUST(map(home.domain, FRAME_READ, last));
    FAILS(ALREADY_MAPPED, map(home.domain, FRAME_READ, frame));
    MUST(map(home.domain, FRAME_READ, first));
    MUST(cap_frame_unmap(last));
    MUST(cap_frame_unmap(first));
    MUST(map(home.domain, FRAME_READ, frame));
    FAILS(ALREADY_MAPPED, map(home.domain, FRAME_READ, last));
}

static void protect_refuses(void **state)
{
    cap_t frame = page_new(), twin = derive(frame, FRAME_RIGHTS, 0);
    struct place *other = place_new();

    (void)state;
    FAILS(NOT_MAPPED, cap_domain_protect(home.domain, FRAME_READ, frame));
    MUST(map(home.domain, FRAME_READ, frame));
    FAILS(NOT_MAPPED, cap_domain_protect(home.domain, FRAME_READ, twin));
    FAILS(NOT_MAPPED, cap_domain_protect(other->domain, FRAME_READ, frame));
    FAILS(WRITE_EXECUTE, cap_domain_protect(home.domain, FRAME_RIGHTS, frame));
    FAILS(INVALID_ARGUMENT,
          cap_domain_protect(home.domain, FRAME_WRITE, frame));
    FAILS(INVALID_ARGUMENT, cap_domain_protect(home.domain, 256, frame));
    MUST(map(other->domain, READ_WRITE, twin));
    MUST(cap_domain_protect(other->domain, FRAME_READ | FRAME_EXECUTE, twin));
}

/* The domain pays for its page tables out of its own memory. */
static void page_tables_come_from_the_domain(void **state)
{
    cap_t domain = make(TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS);
    word_t id, free, tables, least;
    cap_t frame = page_new();

    (void)state;
    MUST(cap_domain_info(domain, &id, &free, &tables));
    assert_int_not_equal(id, 0);
    assert_int_equal(free, tables);
    least = free;
    MUST(map(domain, FRAME_READ, frame));
    MUST(cap_domain_info(domain, NULL, &free, NULL));
    assert_true(free < least);
    /* A frame far away needs tables of its own. */
    for (unsigned i = 0; i < world.info->ram.count; i++) {
        cap_t far = slot_new();
        cap_t untyped = world.info->ram.first + i;
        int status;

        if (flags_of(untyped) & SLOT_FLAG_DESCENDANTS)
            continue;
        if (cap_untyped_retype(untyped, TYPE_FRAME, ABI_PAGE_BITS, far) != OK)
            continue;
        status = map(domain, FRAME_READ, far);
        assert_true(status == OK || status == NO_PAGE_TABLE);
        MUST(cap_table_delete(home.table, far));
    }
    MUST(cap_frame_unmap(frame));
    MUST(cap_domain_info(domain, NULL, &free, NULL));
    assert_int_equal(free, tables);
}

static void device_memory_is_mapped_as_such(void **state)
{
    cap_t frame = slot_new();

    (void)state;
    MUST(cap_untyped_retype(device_untyped(ABI_PAGE_BITS), TYPE_FRAME,
                            ABI_PAGE_BITS, frame));
    FAILS(INVALID_ARGUMENT, map(home.domain, FRAME_READ, frame));
    FAILS(INVALID_ARGUMENT,
          cap_domain_map(home.domain, FRAME_READ | FRAME_EXECUTE,
                         MEMORY_TYPE_DEVICE, frame));
    MUST(cap_domain_map(home.domain, READ_WRITE, MEMORY_TYPE_DEVICE, frame));
    MUST(cap_frame_unmap(frame));
    MUST(cap_domain_map(home.domain, READ_WRITE, MEMORY_TYPE_WRITE_COMBINING,
                        frame));
    MUST(cap_table_delete(home.table, frame));
}

/* A pointer means the same in both domains; what one may not touch the other
   may. */
static void sharing_between_domains(void **state)
{
    struct place *other = place_new();
    struct actor *here = actor_new(&home, 10), *there = actor_new(other, 10);
    cap_t frame = page_new(), twin = derive(frame, FRAME_READ, 0);
    word_t base = base_of(frame);

    (void)state;
    MUST(map(home.domain, READ_WRITE, frame));
    MUST(map(other->domain, FRAME_READ, twin));
    assert_int_equal(act_other(here, COMMAND_WRITE, base + 8, 99), OK);
    assert_int_equal(act_other(there, COMMAND_READ, base + 8, 0), OK);
    assert_int_equal(result(there, 0), 99);
    MUST(cap_table_delete(home.table, twin));
    assert_int_equal(act_other(here, COMMAND_READ, base + 8, 0), OK);
    assert_int_equal(act_other(there, COMMAND_READ, base + 8, 0), PENDING);
}

static void closed_arguments_are_refused(void **state)
{
    cap_t domain = make(TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS);
    cap_t table = make(TYPE_TABLE, 11), gate = gate_new(&home);

    (void)state;
    leave_closed(table);
    FAILS(CLOSED, cap_domain_set_table(domain, table));
    MUST(cap_table_revoke(home.table, table));
    MUST(cap_domain_set_table(domain, table));
    MUST(cap_domain_set_table(domain, make(TYPE_TABLE, 11)));
    gate = callable(gate, 3);
    leave_closed(gate);
    FAILS(CLOSED, cap_domain_set_fault_gate(domain, gate));
    FAILS(CLOSED, cap_domain_set_syscall_gate(domain, gate));
    MUST(cap_table_revoke(home.table, gate));
    MUST(cap_domain_set_fault_gate(domain, gate));
    MUST(cap_domain_set_syscall_gate(domain, gate));
}

/* A thread without a domain stops; without a table it has only CAP_SELF. */
static void when_it_is_deleted(void **state)
{
    struct place *a = place_new(), *b = place_new();
    struct actor *in_a = actor_new(a, 10), *in_b = actor_new(b, 10);

    (void)state;
    MUST(cap_table_delete(home.table, a->domain));
    assert_int_equal(state_of(in_a), THREAD_STATE_STOPPED);
    FAILS(NOT_CONFIGURED, cap_thread_start(in_a->thread, port_entry(), 0));
    FAILS(NOT_CONFIGURED, cap_thread_resume(in_a->thread));
    MUST(cap_table_delete(home.table, b->table));
    /* It had begun to wait for this command, but finds no more slots. */
    assert_int_equal(AS(in_b, cap_self_yield()), OK);
    assert_int_equal(state_of(in_b), THREAD_STATE_STOPPED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(rights_of_mappings),
        world_test(nothing_is_touched_without_rights),
        world_test(code_must_be_executable),
        world_test(map_refuses),
        world_test(overlaps_are_refused),
        world_test(protect_refuses),
        world_test(page_tables_come_from_the_domain),
        world_test(device_memory_is_mapped_as_such),
        world_test(sharing_between_domains),
        world_test(closed_arguments_are_refused),
        world_test(when_it_is_deleted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
