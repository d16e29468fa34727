/*
 * Many threads, and the memory that cases are made of. The threads'
 * capabilities lie in a table of their own, since the program's is not large
 * enough: two slots for each.
 */
#include "stubs.h"
#include "worst.h"

#define MEMORY_BITS 25
#define STORE_BITS 18
#define SLOT_FIRST 2100
#define SLOT_END 4096
#define STACK_BYTES 1024

cap_t crowd_memory;
static cap_t store;
static cap_t slot_next = SLOT_FIRST;
static unsigned threads;
alignas(
    16) static char stacks[CROWD_MAX + 2 * GATE_ACTIVATIONS_MAX][STACK_BYTES];

void crowd_begin(void)
{
    if (!crowd_memory)
        must(object_create(TYPE_UNTYPED, MEMORY_BITS, &crowd_memory),
             "the crowd's memory");
    store = crowd_object(TYPE_TABLE, STORE_BITS);
}

void crowd_end(void)
{
    must(cap_table_revoke(own.table, crowd_memory), "ending the crowd");
    while (slot_next > SLOT_FIRST)
        must(cap_table_delete(own.table, --slot_next), "a slot");
    threads = 0;
}

cap_t crowd_slot(void)
{
    must(slot_next < SLOT_END ? OK : NO_MEMORY, "a slot");
    return slot_next++;
}

cap_t crowd_object(enum object_type type, word_t size_bits)
{
    cap_t slot = crowd_slot();

    must(cap_untyped_retype(crowd_memory, type, size_bits, slot), "an object");
    return slot;
}

/* ---- threads ---- */

/* Slot 0 of a table stays empty. */
static cap_t store_slot(unsigned number)
{
    return 1 + number;
}

static cap_t store_take(unsigned number)
{
    cap_t slot = crowd_slot();

    must(cap_table_move(store, store_slot(number), slot), "a thread");
    return slot;
}

static void store_put(unsigned number, cap_t capability)
{
    must(cap_table_put(store, store_slot(number), capability, TRANSFER_GIVE),
         "putting a thread by");
}

cap_t crowd_thread_stopped(void)
{
    unsigned number = threads++;
    cap_t thread = crowd_object(TYPE_THREAD, 0);

    must(number < sizeof stacks / sizeof *stacks ? OK : NO_MEMORY, "a stack");
    must(cap_thread_configure(thread, (word_t)stacks[number + 1], 0, number,
                              own.domain),
         "a thread of a crowd");
    return thread;
}

/* The slots are used again: what was in them is in the store. */
unsigned crowd_thread(word_t priority, thread_function *function,
                      word_t argument)
{
    unsigned number = threads;
    cap_t before = slot_next;
    cap_t thread = crowd_thread_stopped();
    cap_t time = crowd_object(TYPE_SCHED_CONTEXT, 0);

    must(cap_cpu_configure(own.cpu, priority, time), "its priority");
    must(cap_thread_bind(thread, time), "its time");
    must(cap_thread_start(thread, (word_t)function, argument), "its start");
    store_put(2 * CROWD_MAX + number, time);
    store_put(number, thread);
    slot_next = before;
    return number;
}

/* ---- thin trees ---- */

/* How many are in the thinnest tree of this height. */
static unsigned thin_size(unsigned height)
{
    unsigned less = 0, size = 0;

    for (; height > 0; height--) {
        unsigned next = size + less + 1;

        less = size;
        size = next;
    }
    return size;
}

/* Starts those that are `level` below the root of the tree that begins with
   `first`. The side of the earlier ones is lower by one than the other. */
static void thin_level(unsigned height, word_t first, unsigned level,
                       void (*start)(word_t number))
{
    unsigned earlier = height >= 2 ? thin_size(height - 2) : 0;

    if (height == 0)
        return;
    if (level == 0) {
        start(first + earlier);
        return;
    }
    if (height >= 2)
        thin_level(height - 2, first, level - 1, start);
    thin_level(height - 1, first + earlier + 1, level - 1, start);
}

void crowd_thin(unsigned height, void (*start)(word_t number))
{
    for (unsigned level = 0; level < height; level++)
        thin_level(height, 0, level, start);
}

/* ---- deadlines ---- */

static cap_t bell_of_first;
static cap_t bell_of_others;
static word_t deadline_of_first;
static unsigned first_thread;

static void sleep(word_t nothing, word_t number)
{
    cap_t bell = number == 0 ? bell_of_first : bell_of_others;

    (void)nothing;
    (void)cap_notification_wait(bell, deadline_of_first + number, NULL);
    mark_end();
    for (;;)
        (void)cap_notification_wait(bell_of_others, 0, NULL);
}

static void sleeper_start(word_t number)
{
    unsigned thread = crowd_thread(PRIORITY_HIGH, sleep, number);

    if (number == 0)
        first_thread = thread;
}

cap_t crowd_of_deadlines(word_t first)
{
    bell_of_first = crowd_object(TYPE_NOTIFICATION, 0);
    bell_of_others = crowd_object(TYPE_NOTIFICATION, 0);
    deadline_of_first = first;
    crowd_thin(CROWD_HEIGHT, sleeper_start);
    return bell_of_first;
}

cap_t crowd_first(void)
{
    return store_take(first_thread);
}
