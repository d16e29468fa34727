/*
 * Faults that a handler mends, in the own domain or in the other one: the
 * handler sees the fault's words and nothing else, and leaves no trace.
 */
#include "other.h"

#include "abi_arch.h"
#include "caps.h"
#include "stubs.h"
#include "test.h"
#include "thread.h"

#define ROUNDS 3

static const struct message nothing;

static void check_handler_entry(void)
{
    const struct plan *its = other.plans[PLACE_GATE];
    struct message message;

    record_message(&its->entry, &message);
    CHECK(message.words[0] == FAULT_BREAKPOINT);
    CHECK(message.words[2] == (word_t)leak_fault);
    CHECK(message.words[3] == thread_word("main"));
    CHECK(message.words[5] == 0);
    plan_check_entry("fault, handler", its, (word_t)its, 0, &message,
                     other_thread_pointer(PLACE_GATE));
}

static void test_mended(void)
{
    struct plan *mine = other.plans[PLACE_OWN];
    struct plan *its = other.plans[PLACE_GATE];
    struct step *step;
    struct step *mend;

    plan_clear(mine);
    plan_clear(its);
    step = plan_step(mine, STEP_KIND_FAULT);
    mend =
        plan_invoke(its, CAP_SELF, OP_SELF_WRITE_REGISTER,
                    &(struct message){{ABI_REGISTER_PC,
                                       (word_t)leak_fault + leak_fault_bytes}});
    (void)plan_return(its, FAULT_RESUME, &nothing);
    leak_run(mine);
    check_handler_entry();
    plan_check_result("fault, mending", mend, OK, &nothing);
    plan_check_kept("fault, resumed", step);
}

static void test_handler(cap_t domain)
{
    struct other_gate gate;

    if (!CHECK(other_gate_make(domain, &gate) == OK) ||
        !CHECK(cap_domain_set_fault_gate(own.domain, gate.gate) == OK))
        return;
    for (unsigned i = 0; i < ROUNDS; i++)
        test_mended();
    CHECK(cap_domain_set_fault_gate(own.domain, own.fault) == OK);
    other_gate_drop(&gate);
}

void test_faults(void)
{
    test_handler(other.domain);
    test_handler(own.domain);
}
