/*
 * Making plans, and comparing what came of them. Every step has secrets of its
 * own, so that one that shows up elsewhere tells where it comes from.
 */
#include "plan.h"

#include "string.h"
#include "test.h"

static word_t secrets;

void plan_clear(struct plan *plan)
{
    memset(plan, 0, sizeof *plan);
}

struct step *plan_step(struct plan *plan, enum step_kind kind)
{
    struct step *step = &plan->step[plan->steps++];

    step->kind = kind;
    record_fill(&step->in, ++secrets);
    /* What is not stored will not be taken for right. */
    record_fill(&step->out, 0xBAD);
    record_fill(&plan->entry, 0xBAD);
    return step;
}

struct step *plan_invoke(struct plan *plan, word_t capability, word_t operation,
                         const struct message *message)
{
    struct step *step = plan_step(plan, STEP_KIND_INVOKE);

    record_invocation(&step->in, capability, operation, message);
    return step;
}

struct step *plan_return(struct plan *plan, int32_t status,
                         const struct message *message)
{
    return plan_invoke(plan, (uint32_t)status, OPERATION_RETURN, message);
}

void plan_leave_fp(struct plan *plan)
{
    record_leave_fp(&plan->entry);
    for (word_t i = 0; i < plan->steps; i++) {
        record_leave_fp(&plan->step[i].in);
        record_leave_fp(&plan->step[i].out);
    }
}

static void compare(const char *what, const struct record *found,
                    const struct record *expected)
{
    for (unsigned i = 0; i < RECORD_WORDS; i++) {
        if (record_is_checked(i))
            check_word(what, i, found->words[i], expected->words[i]);
    }
}

void plan_check_result(const char *what, const struct step *step,
                       int64_t status, const struct message *message)
{
    struct record expected;

    record_expect_result(&expected, &step->in, status, message);
    compare(what, &step->out, &expected);
}

void plan_check_kept(const char *what, const struct step *step)
{
    struct record expected;

    record_expect_kept(&expected, &step->in);
    compare(what, &step->out, &expected);
}

void plan_check_spin(const char *what, const struct step *step)
{
    struct record expected;

    record_expect_spin(&expected, &step->in);
    compare(what, &step->out, &expected);
}

void plan_check_entry(const char *what, const struct plan *plan, word_t first,
                      word_t operation, const struct message *message,
                      word_t thread_pointer)
{
    struct record expected;

    record_expect_entry(&expected, first, operation, message, thread_pointer);
    compare(what, &plan->entry, &expected);
}
