/*
 * Starts many domains. The thread of each runs at once, as its priority is
 * higher, and calls a gate of the starter's first. All of it once with one
 * interval around everything, and once with an interval for each domain, from
 * its first retype to its call.
 */
#include "abi_arch.h"
#include "gate.h"
#include "growth.h"
#include "stdio.h"
#include "stubs.h"

#define HERE ((word_t)32 << 8)

static word_t arrived;
static bool each;

/* The new domain's first instructions. */
static void first(word_t nothing, word_t argument)
{
    struct message message = {{argument}};

    (void)nothing;
    must(abi_invoke(STARTED_SLOT_CALL, HERE, &message),
         "a started domain's call");
    for (;;)
        (void)cap_self_exit(0);
}

[[noreturn]] ENTRY_CALLS static void count(word_t badge, word_t number)
{
    must(badge == number && number == arrived + 1 ? OK : INVALID_ARGUMENT,
         "which domain was started");
    arrived++;
    entry_return(answer(OK), 0);
}

SERVED(start_serve)
{
    if (each)
        mark_end();
    SERVED_UNUSED;
    count(badge, w0);
}

static void domain_start(word_t number)
{
    started_make(number, first);
    must(arrived == number ? OK : TIMED_OUT, "a started domain's call");
    started_keep();
}

static word_t used(void)
{
    word_t bytes;

    must(cap_untyped_info(background, NULL, NULL, &bytes, NULL, NULL),
         "memory");
    return bytes;
}

static void start_whole(word_t domains)
{
    word_t before = used();

    arrived = 0;
    mark_begin();
    for (word_t number = 1; number <= domains; number++)
        domain_start(number);
    mark_end();
    measured("start_domains", 1);
    printf("bench: started %lu bytes %lu objects %lu domain %lu\n", domains,
           (used() - before) / domains, started_bytes(),
           started_domain_bytes());
}

static void start_each(word_t domains)
{
    arrived = 0;
    each = true;
    for (word_t number = 1; number <= domains; number++) {
        mark_begin();
        domain_start(number);
    }
    each = false;
    measured("start_domain", 1);
}

void growth_start(const struct root_boot_info *info, word_t domains)
{
    started_begin(info, gate_in(&home, entry_of(start_serve)).gate);
    start_whole(domains);
    start_each(domains);
}
