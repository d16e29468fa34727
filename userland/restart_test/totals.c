/*
 * What must not grow, however often programs die.
 */
#include "own.h"
#include "stdio.h"
#include "test.h"

static const char *const names[TOTALS] = {
    [TOTAL_MEMORY] = "bytes of the machine's memory in use",
    [TOTAL_PROGRAMS] = "bytes of that in use by programs",
    [TOTAL_ROOT_SLOTS] = "slots of root's table in use",
    [TOTAL_ROOT_FILLED] = "slots of root's table that hold something",
    [TOTAL_FINDS] = "finds that wait in root",
    [TOTAL_OWN_SLOTS] = "slots of the test's own table in use",
};

void totals_take(struct totals *totals)
{
    struct message message = {0};

    CHECK(service_root(ROOT_TOTALS, 0, 0, &message) == OK);
    for (unsigned i = 0; i < TOTAL_OWN_SLOTS; i++)
        totals->words[i] = message.words[i];
    totals->words[TOTAL_OWN_SLOTS] = slots_used();
}

void totals_compare(const struct totals *before, const struct totals *after,
                    bool all)
{
    for (unsigned i = 0; i < TOTALS; i++) {
        bool same = before->words[i] == after->words[i];

        if (all || !same)
            printf("%-42s %9lu before, %9lu after\n", names[i],
                   before->words[i], after->words[i]);
        CHECK(same);
    }
}
