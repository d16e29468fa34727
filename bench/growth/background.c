/*
 * Where everything comes from that there can be many of: the machine's largest
 * untyped, a table for the capabilities, a frame that is cut into stacks.
 */
#include "frame.h"
#include "growth.h"
#include "stubs.h"

#define SLOT_BITS 5
#define KEEP_BITS 16
#define STACK_BITS 9
#define STACKS_BITS 23
#define STACKS ((word_t)1 << (STACKS_BITS - STACK_BITS))

cap_t background;
static cap_t keep_table;
static cap_t keep_next = 1;
static word_t stacks;
static cap_t thread;
static cap_t time;

/* Whole ones only. */
static cap_t largest(const struct root_boot_info *info)
{
    cap_t found = 0;
    word_t most = 0;

    for (cap_t i = 0; i < info->ram.count; i++) {
        word_t bits, used;

        must(cap_untyped_info(info->ram.first + i, NULL, &bits, &used, NULL,
                              NULL),
             "memory");
        if (used != 0 || bits <= most)
            continue;
        most = bits;
        found = info->ram.first + i;
    }
    must(found == 0 ? NO_MEMORY : OK, "finding memory for many");
    return found;
}

void background_start(const struct root_boot_info *info)
{
    cap_t frame = slot_allocate();

    background = largest(info);
    keep_table = slot_allocate();
    thread = slot_allocate();
    time = slot_allocate();
    must(cap_untyped_retype(background, TYPE_TABLE, KEEP_BITS + SLOT_BITS,
                            keep_table),
         "a table for many");
    must(cap_untyped_retype(background, TYPE_FRAME, STACKS_BITS, frame),
         "stacks for many");
    must(cap_domain_map(home.domain, FRAME_READ | FRAME_WRITE,
                        MEMORY_TYPE_NORMAL, frame),
         "mapping stacks");
    must(cap_frame_info(frame, &stacks, NULL, NULL, NULL, NULL), "stacks");
}

void keep(cap_t slot)
{
    must(cap_table_put(keep_table, keep_next++, slot, TRANSFER_GIVE),
         "keeping a capability");
}

enum status background_thread(word_t index, word_t priority,
                              thread_function *function, word_t argument)
{
    word_t stack = stacks + ((index + 1) << STACK_BITS);
    enum status status;

    if (index >= STACKS)
        return NO_MEMORY;
    status = cap_untyped_retype(background, TYPE_THREAD, 0, thread);
    if (status != OK)
        return status;
    must(cap_thread_configure(thread, stack, 0, 0, home.domain),
         "configuring one of many threads");
    status = cap_untyped_retype(background, TYPE_SCHED_CONTEXT, 0, time);
    if (status != OK)
        return status;
    must(cap_cpu_configure(own.cpu, priority, time), "time for many");
    must(cap_thread_bind(thread, time), "binding time for many");
    must(cap_thread_start(thread, (word_t)function, argument),
         "starting one of many threads");
    keep(thread);
    keep(time);
    return OK;
}
