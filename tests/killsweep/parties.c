/*
 * Making the parties, again for each round, and taking everything back.
 */
#include "arch.h"
#include "own.h"
#include "recovery.h"
#include "stubs.h"
#include "sweep.h"
#include "thread.h"

#define MEMORY_BITS 18
#define DOMAIN_BITS (ABI_DOMAIN_MIN_BITS + 1)
#define SLOT_BITS 5
#define STACK_BYTES 2048
#define PRIORITY_PARTY 100

cap_t parties_finished;
static cap_t finished_by[PARTIES];
static cap_t blocks; /* the first party's block of slots */
static _Alignas(16) unsigned char stacks[PARTIES * 3][STACK_BYTES];
static unsigned stacks_used;
static word_t domain_id_max;
static unsigned program_frames;

cap_t party_slot(enum party party, enum party_slot slot)
{
    return blocks + (cap_t)party * ROOT_BLOCK + slot;
}

/* ---- making ---- */

static void make(enum party party, enum party_slot slot, enum object_type type,
                 word_t size_bits)
{
    must(cap_untyped_retype(party_slot(party, ROOT_MEMORY), type, size_bits,
                            party_slot(party, slot)),
         "making a party's object");
}

static void put(enum party party, enum own_slot slot, cap_t capability)
{
    must(cap_table_put(party_slot(party, ROOT_TABLE), slot, capability,
                       TRANSFER_DERIVE),
         "filling a party's table");
}

/* Its id is among those that were used in the first round. */
static void check_id(cap_t domain)
{
    word_t id;

    must(cap_domain_info(domain, &id, NULL, NULL), "a domain's id");
    if (!domain_id_max)
        domain_id_max = id + PARTIES;
    must(id <= domain_id_max ? OK : NO_DOMAIN_ID, "domain ids come back");
}

static void make_domain(enum party party)
{
    cap_t domain = party_slot(party, ROOT_DOMAIN);

    make(party, ROOT_DOMAIN, TYPE_DOMAIN, DOMAIN_BITS);
    make(party, ROOT_TABLE, TYPE_TABLE, OWN_TABLE_BITS + SLOT_BITS);
    must(cap_domain_set_table(domain, party_slot(party, ROOT_TABLE)),
         "a party's table");
    for (unsigned i = 0; i < program_frames; i++) {
        cap_t frame = party_slot(party, ROOT_PROGRAM + i);
        word_t rights;

        must(cap_frame_info(frame, NULL, NULL, &rights, NULL, NULL),
             "the program's frame");
        must(cap_domain_map(domain, rights, MEMORY_TYPE_NORMAL, frame),
             "mapping the program");
    }
    check_id(domain);
    put(party, OWN_TABLE, party_slot(party, ROOT_TABLE));
    put(party, OWN_DOMAIN, domain);
    put(party, OWN_FINISHED, finished_by[party]);
}

static void give_time(enum party party, enum party_slot thread,
                      enum party_slot time)
{
    make(party, time, TYPE_SCHED_CONTEXT, 0);
    must(cap_cpu_configure(own.cpu, PRIORITY_PARTY, party_slot(party, time)),
         "a party's priority");
    must(cap_thread_bind(party_slot(party, thread), party_slot(party, time)),
         "a party's time");
}

static void make_thread(enum party party, enum party_slot slot)
{
    word_t top = (word_t)stacks[stacks_used++] + STACK_BYTES;

    make(party, slot, TYPE_THREAD, 0);
    must(cap_thread_configure(party_slot(party, slot), top, 0, party,
                              party_slot(party, ROOT_DOMAIN)),
         "a party's thread");
}

/* With a way to call it, in the slot behind its own. */
static void make_gate(enum party party, enum party_slot gate, bool own_time,
                      void (*entry)(void))
{
    make(party, gate, TYPE_GATE, 0);
    must(cap_gate_configure(party_slot(party, gate), (word_t)entry,
                            own_time ? GATE_FLAG_OWN_TIME : 0,
                            party_slot(party, ROOT_DOMAIN)),
         "a party's gate");
    must(cap_table_derive(own.table, party_slot(party, gate), GATE_CALL,
                          party + 1, party_slot(party, gate + 1)),
         "the way to a party");
}

/* With time in the slot behind its own, or none. */
static void make_activation(enum party party, enum party_slot gate,
                            enum party_slot thread, bool own_time)
{
    make_thread(party, thread);
    if (own_time)
        give_time(party, thread, thread + 1);
    must(cap_gate_add_activation(party_slot(party, gate),
                                 party_slot(party, thread)),
         "a party's activation");
}

void party_replace(enum party party)
{
    make_activation(party, ROOT_GATE, ROOT_SPARE, true);
}

static void help(enum party party, enum party_slot thread)
{
    word_t type;

    must(cap_table_inspect(own.table, party_slot(party, thread), &type, NULL,
                           NULL, NULL, NULL, NULL),
         "looking for an activation");
    if (type == TYPE_THREAD)
        give_time(party, thread, thread + 1);
}

void parties_help(void)
{
    help(MIDDLE, ROOT_THREAD);
    help(SERVER, ROOT_THREAD);
    help(SERVER, ROOT_RECOVERY_THREAD);
}

static void make_client(enum party party)
{
    make_thread(party, ROOT_THREAD);
    give_time(party, ROOT_THREAD, ROOT_TIME);
}

static void make_server(enum party party, bool own_time)
{
    make_gate(party, ROOT_GATE, own_time, gate_enter);
    make_activation(party, ROOT_GATE, ROOT_THREAD, own_time);
}

void parties_make(bool lent_only)
{
    stacks_used = 0;
    for (enum party party = 0; party < PARTIES; party++)
        make_domain(party);
    make_client(CLIENT);
    make_client(OTHER);
    make_server(MIDDLE, !lent_only);
    make_server(SERVER, !lent_only);
    make_gate(SERVER, ROOT_RECOVERY_GATE, !lent_only, recovery_enter);
    make_activation(SERVER, ROOT_RECOVERY_GATE, ROOT_RECOVERY_THREAD,
                    !lent_only);
    must(cap_domain_set_fault_gate(party_slot(SERVER, ROOT_DOMAIN),
                                   party_slot(SERVER, ROOT_RECOVERY_WAY)),
         "the server's fault gate");
    make(CLIENT, ROOT_FRAME, TYPE_FRAME, ABI_PAGE_BITS);
    make(CLIENT, ROOT_SMALL_MEMORY, TYPE_UNTYPED, LARGE_BITS);
    make(MIDDLE, ROOT_NOTE, TYPE_NOTIFICATION, 0);
    must(cap_table_put(party_slot(CLIENT, ROOT_TABLE), OWN_MEMORY,
                       party_slot(CLIENT, ROOT_SMALL_MEMORY), TRANSFER_GIVE),
         "giving memory to a party");
    put(CLIENT, OWN_FRAME, party_slot(CLIENT, ROOT_FRAME));
    put(MIDDLE, OWN_NOTE, party_slot(MIDDLE, ROOT_NOTE));
    put(CLIENT, OWN_MIDDLE, party_slot(MIDDLE, ROOT_WAY));
    put(CLIENT, OWN_SERVER, party_slot(SERVER, ROOT_WAY));
    put(MIDDLE, OWN_SERVER, party_slot(SERVER, ROOT_WAY));
    put(OTHER, OWN_SERVER, party_slot(SERVER, ROOT_WAY));
}

/* ---- taking back ---- */

static void check_empty(cap_t slot)
{
    word_t type;

    must(
        cap_table_inspect(own.table, slot, &type, NULL, NULL, NULL, NULL, NULL),
        "looking at a slot");
    must(type == NO_TYPE ? OK : SLOT_OCCUPIED, "slots come back");
}

static void check_whole(cap_t untyped)
{
    word_t flags;

    must(cap_table_inspect(own.table, untyped, NULL, NULL, NULL, NULL, NULL,
                           &flags),
         "looking at memory");
    must(flags & SLOT_FLAG_DESCENDANTS ? NO_MEMORY : OK, "memory comes back");
}

void check_kernel(void)
{
    word_t broken;

    must(cap_console_check(BOOT_SLOT_CONSOLE, &broken, NULL), "the check");
    must(broken ? INVALID_ARGUMENT : OK, "the kernel's invariants hold");
}

void parties_end(void)
{
    for (enum party party = 0; party < PARTIES; party++)
        must(cap_table_revoke(own.table, party_slot(party, ROOT_MEMORY)),
             "ending a party");
    for (enum party party = 0; party < PARTIES; party++) {
        check_whole(party_slot(party, ROOT_MEMORY));
        for (enum party_slot slot = ROOT_FIRST; slot < ROOT_BLOCK; slot++)
            check_empty(party_slot(party, slot));
    }
    check_kernel();
}

/* ---- once ---- */

static void derive_program(const struct root_boot_info *info, enum party party)
{
    for (unsigned i = 0; i < info->program.count; i++)
        must(cap_table_derive(own.table, info->program.first + i, FRAME_RIGHTS,
                              0, party_slot(party, ROOT_PROGRAM + i)),
             "the program's frames");
}

void parties_start(const struct root_boot_info *info)
{
    program_frames = info->program.count;
    must(program_frames <= PROGRAM_FRAMES ? OK : NO_MEMORY,
         "slots for the program's frames");
    must(object_create(TYPE_NOTIFICATION, 0, &parties_finished),
         "a notification");
    for (enum party party = 0; party < PARTIES; party++)
        must(object_derive(parties_finished, NOTIFICATION_SEND,
                           PARTY_BIT(party), &finished_by[party]),
             "a party's bit");
    blocks = info->first_free_slot + 256;
    for (enum party party = 0; party < PARTIES; party++) {
        must(cap_untyped_retype(own.untyped, TYPE_UNTYPED, MEMORY_BITS,
                                party_slot(party, ROOT_MEMORY)),
             "a party's memory");
        derive_program(info, party);
    }
}
