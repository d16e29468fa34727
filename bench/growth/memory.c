/*
 * What objects take of an untyped, and what a session takes. Several are made
 * in a fresh untyped, whose watermark tells.
 */
#include "clients.h"
#include "gate.h"
#include "growth.h"
#include "session.h"
#include "shared.h"
#include "stdio.h"
#include "stubs.h"

#define MADE 8
#define MEMORY_BITS 20
#define SLOT_BITS 5
#define TABLE_BITS (4 + SLOT_BITS)

/* `slots` are of the program's table, and `own` what it keeps itself. */
static void tell(const char *name, word_t bytes, unsigned slots, size_t own_use)
{
    printf("bench: memory %s %lu slots %u own %lu\n", name, bytes, slots,
           (word_t)own_use);
}

static word_t used(cap_t untyped)
{
    word_t bytes;

    must(cap_untyped_info(untyped, NULL, NULL, &bytes, NULL, NULL), "memory");
    return bytes;
}

static void thread_with_time(void)
{
    cap_t thread;

    must(thread_create("thread", &thread), "a thread");
    must(thread_give_time(thread, PRIORITY_BACKGROUND), "a thread's time");
}

static void gate_of_one(void)
{
    cap_t gate;

    must(gate_create(gate_of_one, "serve", 1, &gate), "a gate");
}

/* What the library's function makes, in a fresh untyped. */
static void parts(const char *name, void (*make)(void))
{
    cap_t memory = own.untyped;
    cap_t fresh;
    unsigned slots;

    must(object_create(TYPE_UNTYPED, MEMORY_BITS, &fresh), "fresh memory");
    own.untyped = fresh;
    slots = slots_used();
    for (unsigned i = 0; i < MADE; i++)
        make();
    tell(name, used(fresh) / MADE, (slots_used() - slots) / MADE, 0);
    own.untyped = memory;
}

static void object(const char *name, enum object_type type, word_t size_bits)
{
    cap_t fresh, made;

    must(object_create(TYPE_UNTYPED, MEMORY_BITS, &fresh), "fresh memory");
    for (unsigned i = 0; i < MADE; i++) {
        made = slot_allocate();
        must(cap_untyped_retype(fresh, type, size_bits, made), name);
    }
    tell(name, used(fresh) / MADE, 1, 0);
}

/* The client's slot too. */
static void session(void)
{
    struct session opened = {0};
    struct bell bell = bell_new();
    cap_t gate, client;
    word_t before;
    unsigned slots;

    must(gate_create(gate_of_one, "serve", 1, &gate), "a gate");
    must(sessions_start(gate, bell.signal), "sessions");
    before = used(own.untyped);
    slots = slots_used();
    (void)session_open(&opened, gate, 1);
    must(object_derive(opened.parent, GATE_CALL, 0, &client), "a session");
    tell("session", used(own.untyped) - before, slots_used() - slots,
         sizeof opened);
    tell("session_with_frame", used(own.untyped) - before,
         slots_used() - slots + 1, sizeof opened + sizeof(struct shared));
}

void growth_memory(void)
{
    object("domain", TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS);
    object("table_of_16_slots", TYPE_TABLE, TABLE_BITS);
    object("thread", TYPE_THREAD, 0);
    object("sched_context", TYPE_SCHED_CONTEXT, 0);
    object("gate", TYPE_GATE, 0);
    object("notification", TYPE_NOTIFICATION, 0);
    parts("thread_with_time_and_stack", thread_with_time);
    parts("gate_with_one_activation", gate_of_one);
    session();
}
