/*
 * How much there is of what must not grow, however often programs die.
 */
#include "root.h"

#include "finders.h"
#include "own.h"
#include "pool.h"
#include "stubs.h"

/* Bytes that the untyped has handed out; none of a device. */
static word_t untyped_used(cap_t untyped)
{
    word_t device = 0;
    word_t used = 0;

    if (untyped == 0 ||
        cap_untyped_info(untyped, NULL, NULL, &used, NULL, &device) != OK)
        return 0;
    return device != 0 ? 0 : used;
}

static word_t machine_used(void)
{
    word_t sum = 0;
    cap_t untyped;

    for (unsigned i = 0; pool_at(i, &untyped); i++)
        sum += untyped_used(untyped);
    return sum;
}

static word_t programs_used(void)
{
    word_t sum = 0;

    for (unsigned i = 1; i < PROCESSES_MAX; i++)
        sum += untyped_used(processes[i].untyped);
    return sum;
}

static word_t slots_filled(void)
{
    word_t slots = 0;
    word_t filled = 0;

    if (cap_table_info(own.table, &slots) != OK)
        return 0;
    for (cap_t slot = 1; slot < slots; slot++)
        filled += slot_type(slot) != NO_TYPE;
    return filled;
}

answer_t inspect_totals(struct process *client, struct message *message)
{
    (void)client;
    *message = (struct message){{
        machine_used(),
        programs_used(),
        slots_used(),
        slots_filled(),
        finders_count(),
    }};
    return answer(OK);
}
