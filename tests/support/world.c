/*
 * Setting up and tearing down the world of one test, and making what it needs.
 */
#include "world.h"

#include "port.h"

struct world world;
struct place home = {BOOT_SLOT_DOMAIN, BOOT_SLOT_TABLE, 0};

#define CONTROLLER_PRIORITY 1
#define PLACES_MAX 16

static struct place places[PLACES_MAX];
static unsigned place_count;
static struct actor actors[ACTORS_MAX];

/* ---- what must be the same before and after a test ---- */

#define WATCHED_MAX 512

static struct look before[WATCHED_MAX];

static void look_at_all(struct look *looks)
{
    for (cap_t slot = 1; slot < world.info->first_free_slot; slot++)
        looks[slot] = look_at(slot);
}

static void compare_looks(const struct look *was)
{
    static struct look is[WATCHED_MAX];

    look_at_all(is);
    for (cap_t slot = 1; slot < world.info->first_free_slot; slot++) {
        assert_int_equal(is[slot].type, was[slot].type);
        assert_int_equal(is[slot].rights, was[slot].rights);
        assert_int_equal(is[slot].base, was[slot].base);
        assert_int_equal(is[slot].flags, was[slot].flags);
        /* An untyped that is empty again starts over at its next use. */
        if (is[slot].flags & SLOT_FLAG_DESCENDANTS)
            assert_int_equal(is[slot].used, was[slot].used);
    }
}

/* ---- set-up and teardown ---- */

/* The largest untyped of which nothing has been handed out. */
static cap_t choose_arena(void)
{
    word_t best_bits = 0;
    cap_t best = 0;

    for (unsigned i = 0; i < world.info->ram.count; i++) {
        cap_t slot = world.info->ram.first + i;
        word_t bits, used;

        MUST(cap_untyped_info(slot, NULL, &bits, &used, NULL, NULL));
        if (bits > best_bits && !(flags_of(slot) & SLOT_FLAG_DESCENDANTS)) {
            best = slot;
            best_bits = bits;
        }
    }
    assert_int_not_equal(best, 0);
    return best;
}

int world_setup(void **state)
{
    (void)state;
    world = (struct world){.info = port_boot()};
    world.next = world.info->first_free_slot;
    assert_true(world.next < WATCHED_MAX);
    place_count = 0;
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, CONTROLLER_PRIORITY,
                           BOOT_SLOT_SCHED_CONTEXT));
    world.arena = choose_arena();
    look_at_all(before);
    return 0;
}

int world_teardown(void **state)
{
    (void)state;
    check_kernel();
    MUST(cap_table_revoke(home.table, world.arena));
    for (cap_t slot = world.next - 1; slot >= world.info->first_free_slot;
         slot--)
        MUST(cap_table_delete(home.table, slot));
    assert_int_equal(flags_of(world.arena) & SLOT_FLAG_DESCENDANTS, 0);
    compare_looks(before);
    check_kernel();
    return 0;
}

/* ---- making things ---- */

cap_t slot_new(void)
{
    assert_null(world.acting); /* not inside AS(...): make it before */
    assert_true(world.next < (cap_t)1 << world.info->table_bits);
    return world.next++;
}

cap_t device_untyped(word_t size_bits)
{
    struct boot_range devices = world.info->devices;
    word_t bits;

    for (cap_t i = 0; i < devices.count; i++) {
        MUST(
            cap_untyped_info(devices.first + i, NULL, &bits, NULL, NULL, NULL));
        if (bits >= size_bits)
            return devices.first + i;
    }
    fail_msg("no device untyped is so large");
    return 0;
}

cap_t make(enum object_type type, word_t size_bits)
{
    cap_t slot = slot_new();

    MUST(cap_untyped_retype(world.arena, type, size_bits, slot));
    return slot;
}

cap_t derive(cap_t source, word_t rights, word_t badge)
{
    cap_t slot = slot_new();

    MUST(cap_table_derive(home.table, source, rights, badge, slot));
    return slot;
}

cap_t notification_new(void)
{
    return make(TYPE_NOTIFICATION, 0);
}

cap_t signaller(cap_t notification, word_t bits)
{
    return derive(notification, NOTIFICATION_SEND, bits);
}

/* Its table has 64 slots; root's program is mapped into it, for the actors. */
struct place *place_new(void)
{
    struct place *place = &places[place_count++];

    assert_true(place_count <= PLACES_MAX);
    place->table = make(TYPE_TABLE, 6 + 5);
    place->domain = make(TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS + 2);
    place->next = 1;
    MUST(cap_domain_set_table(place->domain, place->table));
    for (unsigned i = 0; i < world.info->program.count; i++) {
        cap_t frame = derive(world.info->program.first + i, FRAME_RIGHTS, 0);

        MUST(cap_domain_map(place->domain, rights_of(frame), MEMORY_TYPE_NORMAL,
                            frame));
    }
    return place;
}

cap_t put(struct place *place, cap_t capability)
{
    if (place == &home)
        return capability;
    MUST(cap_table_put(place->table, place->next, capability, TRANSFER_DERIVE));
    return place->next++;
}

/* ---- actors ---- */

struct actor *actor_stopped(struct place *place)
{
    struct actor *actor = &actors[world.actors];
    cap_t notification = notification_new();

    assert_true(world.actors < ACTORS_MAX);
    *actor = (struct actor){.place = place, .index = world.actors++};
    actor->go = put(place, derive(notification, NOTIFICATION_WAIT, 0));
    actor->go_signal = signaller(notification, 1);
    actor->thread = make(TYPE_THREAD, 0);
    MUST(cap_thread_configure(actor->thread, port_stack(actor), 0,
                              1000 + actor->index, place->domain));
    return actor;
}

void actor_give_time(struct actor *actor, unsigned priority)
{
    actor->time = make(TYPE_SCHED_CONTEXT, 0);
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, priority, actor->time));
    MUST(cap_thread_bind(actor->thread, actor->time));
}

struct actor *actor_new(struct place *place, unsigned priority)
{
    struct actor *actor = actor_stopped(place);

    actor_give_time(actor, priority);
    MUST(cap_thread_start(actor->thread, port_entry(), 0));
    return actor;
}

cap_t invoker_new(word_t capability, word_t operation, word_t w0)
{
    cap_t thread = make(TYPE_THREAD, 0);

    MUST(cap_thread_configure(thread, 0, 0, 0, home.domain));
    MUST(cap_thread_start(thread, port_invocation(), w0));
    MUST(cap_thread_stop(thread));
    MUST(
        cap_thread_write_register(thread, ABI_REGISTER_CAPABILITY, capability));
    MUST(cap_thread_write_register(thread, ABI_REGISTER_OPERATION, operation));
    return thread;
}

cap_t gate_new(struct place *place)
{
    cap_t gate = make(TYPE_GATE, 0);

    MUST(cap_gate_configure(gate, port_entry(), 0, place->domain));
    return gate;
}

struct actor *activation_new(struct place *place, cap_t gate)
{
    struct actor *actor = actor_stopped(place);

    MUST(cap_gate_add_activation(gate, actor->thread));
    return actor;
}

cap_t callable(cap_t gate, word_t badge)
{
    return derive(gate, GATE_CALL, badge);
}
