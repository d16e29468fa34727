/*
 * One round: a fresh system runs, one party dies, the others finish, everything
 * comes back.
 */
#include "arch.h"
#include "own.h"
#include "stubs.h"
#include "sweep.h"

#define PATIENCE_SECONDS 1 /* of the machine's own time */

static word_t ticks_per_second;

const struct victim victims[VICTIMS] = {
    {"client", CLIENT, true, false},
    {"middle", MIDDLE, true, false},
    {"server", SERVER, true, false},
    {"other", OTHER, true, false},
    {"client-thread", CLIENT, false, false},
    {"middle-thread", MIDDLE, false, false},
    {"server-thread", SERVER, false, false},
    {"other-thread", OTHER, false, false},
    {"client-lent", CLIENT, true, true},
    {"middle-lent", MIDDLE, true, true},
    {"server-lent", SERVER, true, true},
};

static word_t arrived; /* bits that nobody has waited for yet */

/* Waits until all of `bits` have come, now or earlier. */
static void wait_for(word_t bits, const char *what)
{
    word_t deadline = arch_ticks() + PATIENCE_SECONDS * ticks_per_second;

    while ((arrived & bits) != bits) {
        word_t more;

        must(cap_notification_wait(parties_finished, deadline, &more), what);
        arrived |= more;
    }
    arrived &= ~bits;
}

/* It may have finished before it was killed. */
static void forget(word_t bits)
{
    word_t more;

    must(cap_notification_poll(parties_finished, &more), "a look");
    arrived = (arrived | more) & ~bits;
}

/* ---- what may be heard ---- */

static bool is_gone(int64_t status)
{
    return status == SERVER_GONE || status == EMPTY_SLOT;
}

static void expect(int64_t status, int64_t normal, bool may_be_gone,
                   const char *what)
{
    if (status != normal && !(may_be_gone && is_gone(status)))
        must(status == OK ? UNKNOWN : status, what);
}

static void check_heard(const struct victim *victim)
{
    bool server = victim && victim->party == SERVER;
    bool middle = victim && victim->party == MIDDLE;

    if (!victim || victim->party != CLIENT) {
        expect(heard.client[0], OK, server || middle, "the nested call");
        expect(heard.client[1], OK, server, "the release");
        expect(heard.client[2], OK, server, "the plain call");
        expect(heard.client[3], OK, false, "the client's own memory");
    }
    if (!victim || victim->party != OTHER)
        expect(heard.other, RELEASED, server, "the deferred call");
}

/* ---- the round ---- */

static void begin(bool lent_only)
{
    parties_make(lent_only);
    for (unsigned i = 0; i < CLIENT_CALLS; i++)
        heard.client[i] = UNKNOWN;
    heard.other = UNKNOWN;
}

/* Every round begins alike: root's time slice is whole. */
static void fresh_slice(void)
{
    static cap_t never;
    word_t soon = arch_ticks() + ticks_per_second / 10000;

    if (!never)
        must(object_create(TYPE_NOTIFICATION, 0, &never), "a notification");
    must(cap_notification_wait(never, soon, NULL) == TIMED_OUT ? OK : GONE,
         "a rest");
}

static void start(enum party party, void (*function)(word_t, word_t))
{
    int64_t status =
        cap_thread_start(party_slot(party, ROOT_THREAD), (word_t)function, 0);

    /* It can have been killed before. */
    must(status == EMPTY_SLOT ? OK : status, "starting");
}

/* A server's next caller; also ends the deferred call if nobody else has. */
static void call_server(const struct victim *victim)
{
    bool gone = victim && victim->party == SERVER && victim->whole;
    cap_t way = party_slot(SERVER, ROOT_WAY);
    static const word_t operations[] = {OP_RELEASE, OP_PLAIN};

    for (unsigned i = 0; i < 2; i++) {
        struct message nothing = {0};

        expect(abi_invoke(way, operations[i], &nothing), OK, gone,
               "the next call");
    }
}

static void finish(const struct victim *victim)
{
    if (victim)
        wait_for(KILLER_BIT, "the killer");
    if (victim && !victim->whole &&
        (victim->party == MIDDLE || victim->party == SERVER))
        party_replace(victim->party);
    if (victim && victim->lent_only)
        parties_help();
    if (!victim || victim->party != CLIENT)
        wait_for(PARTY_BIT(CLIENT), "the client's end");
    call_server(victim);
    if (!victim || victim->party != OTHER)
        wait_for(PARTY_BIT(OTHER), "the other client's end");
    check_heard(victim);
    if (victim)
        forget(PARTY_BIT(victim->party));
    parties_end();
}

void round_run(const struct victim *victim, word_t ticks)
{
    begin(victim->lent_only);
    fresh_slice();
    killer_arm(victim, ticks);
    start(OTHER, other_run);
    start(CLIENT, client_run);
    finish(victim);
}

/* ---- for comparison ---- */

void rounds_start(const struct root_boot_info *info)
{
    ticks_per_second = info->ticks_per_second;
}

word_t round_length(bool lent_only)
{
    word_t begun, length;

    begin(lent_only);
    fresh_slice();
    begun = arch_ticks();
    start(OTHER, other_run);
    start(CLIENT, client_run);
    length = arch_ticks() - begun;
    finish(NULL);
    return length;
}
