/*
 * The two protection domains and what can be made in them. The library makes
 * threads and gates in own.domain, which is set to the place's meanwhile.
 */
#include "bench.h"
#include "frame.h"
#include "gate.h"
#include "stubs.h"

#define OTHER_DOMAIN_BITS 17
#define SLOT_BITS 5

struct place home;
struct place other;

/* The program's own text and data, at the same addresses. */
static void program_map(const struct root_boot_info *info)
{
    for (cap_t i = 0; i < info->program.count; i++) {
        cap_t source = info->program.first + i;
        word_t rights;
        cap_t frame;

        must(cap_frame_info(source, NULL, NULL, &rights, NULL, NULL),
             "the program's frames");
        must(object_derive(source, rights, 0, &frame), "a program frame");
        must(cap_domain_map(other.domain, rights, MEMORY_TYPE_NORMAL, frame),
             "mapping the program");
    }
}

void places_start(const struct root_boot_info *info)
{
    home = (struct place){own.domain, own.table};
    must(object_create(TYPE_DOMAIN, OTHER_DOMAIN_BITS, &other.domain),
         "the other domain");
    must(object_create(TYPE_TABLE, info->table_bits + SLOT_BITS, &other.table),
         "the other table");
    must(cap_domain_set_table(other.domain, other.table),
         "the other domain's table");
    program_map(info);
}

void share(cap_t capability)
{
    must(cap_table_put(other.table, capability, capability, TRANSFER_DERIVE),
         "sharing a capability");
}

cap_t thread_start_in(const struct place *place, word_t priority,
                      thread_function *function)
{
    cap_t thread;

    own.domain = place->domain;
    must(thread_create("partner", &thread), "a thread");
    own.domain = home.domain;
    must(thread_give_time(thread, priority), "a thread's time");
    must(cap_thread_start(thread, (word_t)function, 0), "starting a thread");
    return thread;
}

struct service gate_in(const struct place *place, void (*entry)(void))
{
    struct service service;

    own.domain = place->domain;
    must(gate_create(entry, "serve", 1, &service.gate), "a gate");
    own.domain = home.domain;
    must(gate_callable(service.gate, 1, &service.callable), "a gate's badge");
    return service;
}

struct bell bell_new(void)
{
    struct bell bell;

    must(object_create(TYPE_NOTIFICATION, 0, &bell.wait), "a notification");
    must(object_derive(bell.wait, NOTIFICATION_SEND, 1, &bell.signal),
         "a notification's badge");
    share(bell.wait);
    share(bell.signal);
    return bell;
}
