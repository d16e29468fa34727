/*
 * Building a world by root's invocations alone, the same on the host and on a
 * board: so that what a step names by its slot is the same capability on both.
 */
#include "worlds.h"

struct explored explored;
static cap_t next_slot;

void build_begin(const struct world *world, bool small)
{
    explored = (struct explored){
        .world = world,
        .small = small,
        .root_built = EXPLORE_ROOT_FIRST,
        .root_first = EXPLORE_ROOT_FIRST,
        .priorities = {EXPLORE_PRIORITY, EXPLORE_PRIORITY, EXPLORE_PRIORITY},
    };
    next_slot = EXPLORE_ROOT_FIRST;
}

void build_world(void)
{
    explored.world->build();
    explored.root_end += next_slot;
}

cap_t build_slot(void)
{
    return next_slot++;
}

cap_t build_table(unsigned slot_bits)
{
    return build(TYPE_TABLE, slot_bits + EXPLORE_SLOT_BITS);
}

cap_t build_derived(cap_t source, unsigned rights, word_t badge)
{
    cap_t slot = build_slot();

    root_must(BOOT_SLOT_TABLE | CAP_ACCEPT(slot), OP_TABLE_DERIVE, source,
              rights, badge);
    return slot;
}

struct place_of build_place(unsigned slot_bits, unsigned bits)
{
    struct place_of place;

    place.table = build_table(slot_bits);
    place.domain = build(TYPE_DOMAIN, bits);
    root_must(place.domain | CAP_OFFER(place.table), OP_DOMAIN_SET_TABLE, 0, 0,
              0);
    ground_program(place.domain);
    return place;
}

cap_t build_thread(const char *name, struct place_of place, unsigned priority)
{
    cap_t thread = build(TYPE_THREAD, 0);
    word_t stack = ground_actor(name, thread, place.domain);

    root_must(thread | CAP_OFFER(place.domain), OP_THREAD_CONFIGURE, stack, 0,
              explored.actors);
    if (priority) {
        cap_t time = build(TYPE_SCHED_CONTEXT, 0);

        root_must(BOOT_SLOT_CPUS | CAP_OFFER(time), OP_CPU_CONFIGURE, priority,
                  0, 0);
        root_must(thread | CAP_OFFER(time), OP_THREAD_BIND, 0, 0, 0);
    }
    return thread;
}

void build_permanent(void)
{
    explored.root_first = next_slot;
}

void build_start(cap_t thread)
{
    root_must(thread, OP_THREAD_START, ground_entry(), 0, 0);
}

void build_put(cap_t table, cap_t offer, enum transfer_mode mode)
{
    root_must(table | CAP_OFFER(offer) | CAP_MODE(mode), OP_TABLE_PUT,
              ground_free_slot(table), 0, 0);
}

cap_t build_gate(struct place_of place)
{
    cap_t gate = build(TYPE_GATE, 0);

    root_must(gate | CAP_OFFER(place.domain), OP_GATE_CONFIGURE, ground_entry(),
              0, 0);
    return gate;
}
