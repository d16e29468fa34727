/*
 * Who is started again, after which end, and how often.
 */
#include "arch.h"
#include "program.h"
#include "test.h"

struct death {
    enum victim_death how;
    bool by_root; /* killed instead */
    word_t end;
    bool failure;
};

static const struct death deaths[] = {
    {VICTIM_EXIT_0, false, END_EXIT, false},
    {VICTIM_EXIT_7, false, END_EXIT, true},
    {VICTIM_FAULT, false, END_FAULT, true},
    {VICTIM_FAULT, true, END_KILL, true},
};

/* One death of a fresh victim, and what becomes of it. */
static void test_death(const char *program, const struct death *death,
                       bool restarted)
{
    word_t before = fate_of(program).total;
    struct fate after;

    if (!victim_start(program, "") || !CHECK(victim_restarts() == 0))
        return;
    if (death->by_root)
        CHECK(service_kill(program, false) == OK);
    else
        victim_die(death->how);
    after = fate_of(program);
    CHECK(after.end == death->end);
    CHECK(after.running == restarted);
    CHECK(after.restarts == (restarted ? 1 : 0));
    CHECK(after.total == before + (restarted ? 1 : 0));
    CHECK(victim_restarts() == (restarted ? 1 : UINT64_MAX));
    victim_stop(program);
    CHECK(victim_restarts() == UINT64_MAX);
}

static void test_every_policy(void)
{
    for (unsigned i = 0; i < sizeof deaths / sizeof deaths[0]; i++) {
        test_death("victim_never", &deaths[i], false);
        test_death("victim_failure", &deaths[i], deaths[i].failure);
        test_death("victim_always", &deaths[i], true);
    }
}

/* Ever so often, and then no more; started anew, it has all of them again. */
static void test_the_limit(void)
{
    for (unsigned round = 0; round < 2; round++) {
        victim_start("victim_always", "");
        for (word_t i = 0; i < RESTARTS_OF_ALWAYS; i++) {
            CHECK(victim_restarts() == i);
            CHECK(service_kill("victim_always", false) == OK);
        }
        CHECK(victim_restarts() == RESTARTS_OF_ALWAYS);
        victim_die(VICTIM_EXIT_0);
        CHECK(victim_restarts() == UINT64_MAX);
        CHECK(!fate_of("victim_always").running);
        CHECK(service_kill("victim_always", false) == SERVICE_NOT_FOUND);
    }
}

/* All the restarts that victim_failure has in a second; false: it took longer
   than that. */
static bool use_up_the_window(void)
{
    word_t begin = arch_ticks();

    victim_start("victim_failure", "");
    for (unsigned i = 0; i < 2; i++)
        CHECK(service_kill("victim_failure", false) == OK);
    return arch_ticks() - begin < program_info->ticks_per_second;
}

/* Later there are new ones. */
static void test_the_window(void)
{
    while (!use_up_the_window())
        victim_stop("victim_failure");
    CHECK(fate_of("victim_failure").restarts == 2);
    for (unsigned i = 0; i < 1100; i++)
        nap();
    CHECK(service_kill("victim_failure", false) == OK);
    CHECK(fate_of("victim_failure").running);
    CHECK(fate_of("victim_failure").restarts == 1);
    victim_stop("victim_failure");
}

void test_policies(void)
{
    test_every_policy();
    test_the_limit();
    test_the_window();
}
