/*
 * Making the threads, domains and gates of a sequence, all out of one untyped,
 * and taking them back. In (table, stack, ...) numbers:
 *
 *     domain 0  mains 0 and 3, gate 2 with one activation
 *     domain 1  main 1, gate 0 with two activations, gate 3 with one that has
 *               time of its own, as that gate demands
 *     domain 2  main 2, gate 1 with one activation that has time of its own,
 *               gate 4 with two
 *
 * Gate 4 gets the faults of the domains 0 and 1, gate 0 those of domain 2.
 */
#include "own.h"
#include "paths.h"
#include "record.h"
#include "stubs.h"

#define MEMORY_BITS 20
#define DOMAIN_BITS (ABI_DOMAIN_MIN_BITS + 1)
#define SLOT_BITS 5
#define PROGRAM_FRAMES 32
#define BLOCK_DISTANCE 256 /* behind the slots that the library uses */
#define PRIORITY_FIRST 20
#define PRIORITY_STEP 12 /* for TIMES and, from the middle on, GATES */
#define PRIORITY_ROOT 1
#define PRIORITY_MAKING 200
#define NO_TIME TIMES

word_t thread_words[ACTORS + 1];
static _Alignas(16) unsigned char stacks[ACTORS][STACK_BYTES];
static cap_t block;
static unsigned program_frames;

/* Who is where; what is an activation's gate; whose own time. */
static const struct {
    uint8_t domain, gate, time;
} actors[ACTORS] = {
    {0, GATES, 0},   {1, GATES, 1},   {2, GATES, 2},   {0, GATES, 3},
    {1, 0, NO_TIME}, {1, 0, NO_TIME}, {2, 1, 4},       {0, 2, NO_TIME},
    {1, 3, 5},       {2, 4, NO_TIME}, {2, 4, NO_TIME},
};

static const struct {
    uint8_t domain, flags;
} gates[GATES] = {{1, 0}, {2, 0}, {0, 0}, {1, GATE_FLAG_OWN_TIME}, {2, 0}};

static const uint8_t fault_gates[DOMAINS] = {4, 4, 0};

/* ---- names ---- */

cap_t cast_slot(cap_t slot)
{
    return block + slot;
}

static cap_t memory(void)
{
    return block + SLOTS;
}

static cap_t program_slot(unsigned domain, unsigned frame)
{
    return block + SLOTS + 1 + domain * PROGRAM_FRAMES + frame;
}

word_t cast_priority(unsigned time, unsigned level)
{
    return PRIORITY_FIRST + level * PRIORITY_STEP + time;
}

word_t cast_ceiling(unsigned gate, unsigned level)
{
    return cast_priority(TIMES + gate, level);
}

enum actor actor_now(void)
{
    word_t at = (word_t)__builtin_frame_address(0) - (word_t)stacks;

    return at < sizeof stacks ? (enum actor)(at / STACK_BYTES) : ROOT;
}

/* ---- making ---- */

static void make(cap_t slot, enum object_type type, word_t size_bits)
{
    must(cap_untyped_retype(memory(), type, size_bits, cast_slot(slot)),
         "making an object");
}

static void derive(cap_t source, word_t rights, word_t badge, cap_t slot)
{
    must(cap_table_derive(own.table, source, rights, badge, cast_slot(slot)),
         "deriving");
}

static void make_domain(unsigned domain)
{
    make(DOMAIN + domain, TYPE_DOMAIN, DOMAIN_BITS);
    for (unsigned i = 0; i < program_frames; i++) {
        cap_t frame = program_slot(domain, i);
        word_t rights;

        must(cap_frame_info(frame, NULL, NULL, &rights, NULL, NULL),
             "the program's frame");
        must(cap_domain_map(cast_slot(DOMAIN + domain), rights,
                            MEMORY_TYPE_NORMAL, frame),
             "mapping the program");
    }
}

static void make_gate(unsigned gate)
{
    make(GATE + gate, TYPE_GATE, 0);
    must(cap_gate_configure(cast_slot(GATE + gate), (word_t)paths_enter,
                            gates[gate].flags,
                            cast_slot(DOMAIN + gates[gate].domain)),
         "a gate");
    derive(cast_slot(GATE + gate), GATE_CALL, BADGE(gate), WAYS + 2 * gate);
    derive(cast_slot(GATE + gate), GATE_CALL, BADGE_SECOND(gate),
           WAYS + 2 * gate + 1);
}

static void make_thread(unsigned actor)
{
    cap_t thread = cast_slot(THREAD + actor);

    make(THREAD + actor, TYPE_THREAD, 0);
    must(cap_thread_configure(thread, (word_t)stacks[actor] + STACK_BYTES,
                              (word_t)&thread_words[actor], actor,
                              cast_slot(DOMAIN + actors[actor].domain)),
         "a thread");
    if (actors[actor].time != NO_TIME) {
        cap_t time = TIME + actors[actor].time;

        make(time, TYPE_SCHED_CONTEXT, 0);
        must(cap_cpu_configure(own.cpu,
                               cast_priority(actors[actor].time,
                                             (unsigned)draw(PRIORITY_LEVELS)),
                               cast_slot(time)),
             "a priority");
        must(cap_thread_bind(thread, cast_slot(time)), "a thread's time");
    }
    if (actors[actor].gate != GATES)
        must(cap_gate_add_activation(cast_slot(GATE + actors[actor].gate),
                                     thread),
             "an activation");
}

static void make_notes(void)
{
    for (unsigned i = 0; i < NOTES; i++) {
        make(NOTE + i, TYPE_NOTIFICATION, 0);
        derive(cast_slot(NOTE + i), NOTIFICATION_SEND, (word_t)1 << i,
               SENDER + i);
        derive(cast_slot(NOTE + i), NOTIFICATION_SEND, (word_t)16 << i,
               OFFERS + i);
    }
}

static void put(unsigned table, cap_t slot, cap_t capability)
{
    must(cap_table_put(cast_slot(TABLE + table), slot, capability,
                       TRANSFER_DERIVE),
         "filling a table");
}

static void fill_tables(void)
{
    for (unsigned i = 0; i < DOMAINS; i++) {
        put(i, TABLE_OWN, cast_slot(TABLE + i));
        for (cap_t slot = TABLE_OWN + 1; slot < EMPTY; slot++)
            put(i, slot, cast_slot(slot));
        must(cap_domain_set_table(cast_slot(DOMAIN + i), cast_slot(TABLE + i)),
             "a domain's table");
        must(
            cap_domain_set_fault_gate(cast_slot(DOMAIN + i),
                                      cast_slot(WAYS + 2 * fault_gates[i] + 1)),
            "a domain's fault gate");
    }
    put(DOMAINS, CONSOLE, cast_slot(CONSOLE));
    put(DOMAINS, WAYS, cast_slot(WAYS));
}

static void root_priority(word_t priority)
{
    must(cap_cpu_configure(own.cpu, priority, BOOT_SLOT_SCHED_CONTEXT),
         "root's priority");
}

void cast_make(void)
{
    root_priority(PRIORITY_MAKING);
    for (unsigned i = 0; i < TABLES; i++)
        make(TABLE + i, TYPE_TABLE, TABLE_BITS + SLOT_BITS);
    for (unsigned i = 0; i < DOMAINS; i++)
        make_domain(i);
    for (unsigned i = 0; i < GATES; i++)
        make_gate(i);
    for (unsigned i = 0; i < ACTORS; i++)
        make_thread(i);
    make_notes();
    fill_tables();
    for (unsigned i = MAIN_FIRST; i < SERVER_FIRST; i++)
        must(cap_thread_start(cast_slot(THREAD + i), (word_t)paths_start, i),
             "starting a thread");
    root_priority(PRIORITY_ROOT);
}

/* ---- taking back ---- */

void cast_end(void)
{
    word_t broken, flags;

    must(cap_console_check(BOOT_SLOT_CONSOLE, &broken, NULL), "the check");
    must(broken ? INVALID_ARGUMENT : OK, "the kernel's invariants hold");
    must(cap_table_revoke(own.table, memory()), "ending a sequence");
    must(cap_table_inspect(own.table, memory(), NULL, NULL, NULL, NULL, NULL,
                           &flags),
         "looking at memory");
    must(flags & SLOT_FLAG_DESCENDANTS ? NO_MEMORY : OK, "memory comes back");
    for (cap_t slot = EMPTY; slot < SLOTS; slot++)
        must(cap_table_delete(own.table, cast_slot(slot)), "an accepted one");
}

/* ---- once ---- */

void cast_start(const struct root_boot_info *info)
{
    block = info->first_free_slot + BLOCK_DISTANCE;
    program_frames = info->program.count;
    must(program_frames <= PROGRAM_FRAMES ? OK : NO_MEMORY,
         "slots for the program's frames");
    must(cap_untyped_retype(own.untyped, TYPE_UNTYPED, MEMORY_BITS, memory()),
         "memory");
    for (unsigned domain = 0; domain < DOMAINS; domain++)
        for (unsigned i = 0; i < program_frames; i++)
            must(cap_table_derive(own.table, info->program.first + i,
                                  FRAME_RIGHTS, 0, program_slot(domain, i)),
                 "the program's frames");
    derive(own.table, TABLE_RIGHTS, 0, TABLE_OWN);
    derive(own.table, TABLE_RIGHTS, 0, ROOT_TABLE);
    derive(BOOT_SLOT_CONSOLE, CONSOLE_RIGHTS, 0, CONSOLE);
    derive(own.cpu, CPU_RIGHTS, 0, CPU);
    must(
        cap_untyped_retype(own.untyped, TYPE_NOTIFICATION, 0, cast_slot(NEVER)),
        "a notification");
    for (unsigned i = 0; i <= ACTORS; i++)
        thread_words[i] = (word_t)&thread_words[i];
    must(cap_self_set_thread_pointer((word_t)&thread_words[ROOT]),
         "root's thread pointer");
}
