/*
 * Victims that do not come as far as serving.
 */
#include "arch.h"
#include "program.h"
#include "test.h"

/* However it dies, again and again: root gives up, and whoever wants the
   service hears that there is none. */
static void test_dies_at_once(const char *how)
{
    word_t before = fate_of("victim_always").total;
    cap_t found;

    if (!victim_start("victim_always", how))
        return;
    /* A call finds one that has just registered, or none in the end. */
    while (victim_restarts() != UINT64_MAX)
        nap();
    CHECK(service_find(VICTIM_SERVICE, &found) == SERVICE_NOT_FOUND);
    CHECK(!fate_of("victim_always").running);
    CHECK(fate_of("victim_always").total == before + RESTARTS_OF_ALWAYS);
}

static void test_dies_once(void)
{
    cap_t found;

    if (!victim_start("victim_never", VICTIM_AT_START))
        return;
    CHECK(service_find(VICTIM_SERVICE, &found) == SERVICE_NOT_FOUND);
    CHECK(fate_of("victim_never").end == END_EXIT);
}

static void test_what_cannot_be_started(void)
{
    CHECK(service_start("nothing", "", 0) == SERVICE_NOT_FOUND);
    CHECK(service_start("a_name_that_is_too_long", "", 0) == SERVICE_INVALID);
    CHECK(service_start("console", "", 0) == SERVICE_ALREADY);
    CHECK(service_start("restart_test", "", 0) == SERVICE_ALREADY);
    CHECK(service_kill("nothing", false) == SERVICE_NOT_FOUND);
    CHECK(service_kill("root", false) == SERVICE_NOT_FOUND);
    CHECK(service_kill("victim_always", false) == SERVICE_NOT_FOUND);
    CHECK(service_kill("shell", true) == SERVICE_NOT_PERMITTED);
}

void test_starts(void)
{
    test_dies_once();
    test_dies_at_once(VICTIM_AT_START);
    test_dies_at_once(VICTIM_REGISTERED);
    test_dies_at_once(VICTIM_RACE);
    test_what_cannot_be_started();
}
