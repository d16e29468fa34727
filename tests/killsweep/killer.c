/*
 * The killer: waits in a domain of its own, at the highest priority, for the
 * moment that it was told, kills, and says so.
 */
#include "arch.h"
#include "own.h"
#include "stubs.h"
#include "sweep.h"

#define DOMAIN_BITS (ABI_DOMAIN_MIN_BITS + 1)
#define PRIORITY_KILLER 200
#define SLOT_BITS 5
#define STACK_BYTES 4096
#define PATIENCE_SECONDS 5 /* of the machine's own time */

/* Of the killer's table. */
enum killer_slot {
    KILLER_ROOT_TABLE = 1,
    KILLER_ORDER, /* waits for the next order */
    KILLER_NEVER, /* nobody signals this one */
    KILLER_DONE,
    KILLER_OWN_TABLE,
    KILLER_LOOK,
    /* BOOT_SLOT_CONSOLE */
};

static struct {
    const struct victim *victim;
    word_t ticks;
    word_t woke;
    word_t patience; /* for the next order */
} volatile order;
static cap_t ordered; /* signals the killer */

/* The right to end a call went with the one who made it. */
static void check_no_reply(void)
{
    word_t type;

    must(cap_table_derive(KILLER_ROOT_TABLE, party_slot(SERVER, ROOT_TABLE),
                          TABLE_INSPECT, 0, KILLER_LOOK),
         "the server's table");
    must(cap_table_inspect(KILLER_LOOK, OWN_REPLY, &type, NULL, NULL, NULL,
                           NULL, NULL),
         "looking for the reply");
    must(type == NO_TYPE ? OK : SLOT_OCCUPIED, "the reply is gone");
    must(cap_table_delete(KILLER_OWN_TABLE, KILLER_LOOK), "looking no more");
}

static void kill(const struct victim *victim)
{
    if (victim->whole)
        must(cap_table_revoke(KILLER_ROOT_TABLE,
                              party_slot(victim->party, ROOT_MEMORY)),
             "killing a party");
    else
        must(cap_table_delete(KILLER_ROOT_TABLE,
                              party_slot(victim->party, ROOT_THREAD)),
             "killing a thread");
    check_kernel();
    if (victim->party == OTHER)
        check_no_reply();
}

/* Waits for an order; the one before it must have been the last, or somebody
   waits for ever. */
static void take_order(void)
{
    word_t patience = order.victim ? order.patience : 0;
    word_t deadline = patience ? arch_ticks() + patience : 0;

    must(cap_notification_wait(KILLER_ORDER, deadline, NULL),
         "the end of the round");
}

static void killer_run(word_t nothing, word_t argument)
{
    (void)nothing, (void)argument;
    for (;;) {
        word_t begun;

        take_order();
        begun = arch_ticks();
        (void)cap_notification_wait(KILLER_NEVER, begun + order.ticks, NULL);
        order.woke = arch_ticks() - begun;
        kill(order.victim);
        must(cap_notification_signal(KILLER_DONE), "telling of it");
    }
}

void killer_arm(const struct victim *victim, word_t ticks)
{
    order.victim = victim;
    order.ticks = ticks;
    must(cap_notification_signal(ordered), "the order");
}

word_t killer_late(void)
{
    return order.woke - order.ticks;
}

/* ---- once ---- */

static cap_t create(enum object_type type, word_t size_bits)
{
    cap_t object;

    must(object_create(type, size_bits, &object), "the killer's object");
    return object;
}

static cap_t derive(cap_t source, word_t rights, word_t badge)
{
    cap_t child;

    must(object_derive(source, rights, badge, &child), "the killer's right");
    return child;
}

static cap_t make_domain(const struct root_boot_info *info)
{
    cap_t domain = create(TYPE_DOMAIN, DOMAIN_BITS);

    for (cap_t i = 0; i < info->program.count; i++) {
        cap_t frame = derive(info->program.first + i, FRAME_RIGHTS, 0);
        word_t rights;

        must(cap_frame_info(frame, NULL, NULL, &rights, NULL, NULL),
             "the program's frame");
        must(cap_domain_map(domain, rights, MEMORY_TYPE_NORMAL, frame),
             "mapping the program");
    }
    return domain;
}

static void fill_table(cap_t table)
{
    cap_t order_given = create(TYPE_NOTIFICATION, 0);
    const struct {
        cap_t slot, capability;
    } rows[] = {
        {KILLER_ROOT_TABLE, own.table},
        {KILLER_ORDER, order_given},
        {KILLER_NEVER, create(TYPE_NOTIFICATION, 0)},
        /* Where must() has it, to say what went wrong. */
        {BOOT_SLOT_CONSOLE, BOOT_SLOT_CONSOLE},
        {KILLER_OWN_TABLE, table},
        {KILLER_DONE, derive(parties_finished, NOTIFICATION_SEND, KILLER_BIT)},
    };

    ordered = derive(order_given, NOTIFICATION_SEND, 1);
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++)
        must(cap_table_put(table, rows[i].slot, rows[i].capability,
                           TRANSFER_DERIVE),
             "the killer's table");
}

void killer_start(const struct root_boot_info *info)
{
    static _Alignas(16) unsigned char stack[STACK_BYTES];
    cap_t domain = make_domain(info), table = create(TYPE_TABLE, 4 + SLOT_BITS);
    cap_t thread = create(TYPE_THREAD, 0);
    cap_t time = create(TYPE_SCHED_CONTEXT, 0);

    order.patience = PATIENCE_SECONDS * info->ticks_per_second;
    fill_table(table);
    must(cap_domain_set_table(domain, table), "the killer's table");
    must(
        cap_thread_configure(thread, (word_t)stack + STACK_BYTES, 0, 0, domain),
        "the killer's thread");
    must(cap_cpu_configure(own.cpu, PRIORITY_KILLER, time), "its priority");
    must(cap_thread_bind(thread, time), "its time");
    must(cap_thread_start(thread, (word_t)killer_run, 0), "starting it");
}
