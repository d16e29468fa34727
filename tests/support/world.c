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

struct look {
    word_t type, rights, base, size_bits, badge, flags, used;
};

static struct look before[WATCHED_MAX];

static struct look look_at(cap_t slot)
{
    struct look look = {0};

    MUST(cap_table_inspect(home.table, slot, &look.type, &look.rights,
                           &look.base, &look.size_bits, &look.badge,
                           &look.flags));
    if (look.type == TYPE_UNTYPED && slot != world.arena)
        MUST(cap_untyped_info(slot, NULL, NULL, &look.used, NULL, NULL));
    return look;
}

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

        MUST(cap_domain_map(place->domain, rights_of(frame),
                            MEMORY_TYPE_NORMAL, frame));
    }
    return place;
}

cap_t put(struct place *place, cap_t capability)
{
    if (place == &home)
        return capability;
    MUST(cap_table_put(place->table, place->next, capability,
                       TRANSFER_DERIVE));
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

/* ---- acting ---- */

void act(struct actor *actor, bool later)
{
    world.acting = actor;
    world.queueing = later;
    world.repeat = 0;
}

void act_repeat(struct actor *actor, unsigned slots, bool walk_word)
{
    act(actor, false);
    world.repeat = slots;
    world.walk_word = walk_word;
}

/* Hands a command to the actor. It runs at once if it can: all actors have a
   higher priority than root. */
static struct command *command_push(struct actor *actor,
                                    const struct command *command)
{
    struct command *place = &actor->ring[actor->head % COMMANDS];

    assert_true(actor->head - actor->tail < COMMANDS - 1);
    *place = *command;
    actor->head++;
    if (!world.queueing) {
        struct message nothing = {0};

        MUST(port_invoke(actor->go_signal, OP_NOTIFICATION_SIGNAL, &nothing));
    }
    return place;
}

int64_t abi_invoke(word_t capability, word_t operation, struct message *message)
{
    struct actor *actor = world.acting;
    struct command command = {
        .kind = world.secrets ? COMMAND_SECRETS : COMMAND_INVOKE,
        .capability = capability,
        .operation = operation,
        .in = *message,
        .repeat = world.repeat,
        .walk_word = world.walk_word,
    };
    const struct command *place;

    if (!actor)
        return port_invoke(capability, operation, message);
    world.acting = NULL;
    place = command_push(actor, &command);
    world.queueing = world.secrets = false;
    world.repeat = 0;
    if (!*(const volatile bool *)&place->done)
        return PENDING;
    *message = place->out;
    return place->status;
}

int64_t act_other(struct actor *actor, enum command_kind kind, word_t address,
                  word_t value)
{
    const struct command command = {
        .kind = kind, .address = address, .value = value};

    world.queueing = false;
    (void)command_push(actor, &command);
    return finished(actor);
}

static const struct command *last(const struct actor *actor)
{
    assert_true(actor->head > 0);
    return &actor->ring[(actor->head - 1) % COMMANDS];
}

void with_secrets(void)
{
    world.secrets = true;
}

word_t rest_of(const struct actor *actor)
{
    return last(actor)->rest;
}

int64_t finished(const struct actor *actor)
{
    const volatile struct command *command = last(actor);

    return command->done ? command->status : PENDING;
}

word_t result(const struct actor *actor, unsigned word)
{
    return last(actor)->out.words[word];
}

int64_t call_with(word_t capability, word_t operation,
                     struct message *message)
{
    return abi_invoke(capability, operation, message);
}

int64_t call(word_t capability, word_t operation, word_t w0)
{
    struct message message = {{w0, 2, 3, 4, 5, 6}};

    return abi_invoke(capability, operation, &message);
}

int64_t give_back(int32_t status, word_t w0, cap_t offer,
                  enum transfer_mode mode)
{
    struct message message = {{w0, 12, 13, 14, 15, 16}};

    return abi_invoke((uint32_t)status | RETURN_OFFER(offer) |
                          RETURN_MODE(mode),
                      OPERATION_RETURN, &message);
}

int64_t operate(word_t capability, word_t operation, word_t w0, word_t w1,
               word_t w2)
{
    struct message message = {{w0, w1, w2}};

    return abi_invoke(capability, operation, &message);
}

const word_t huge_words[HUGE_WORDS] = {
    0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x100000000,
    (word_t)INT64_MAX, (word_t)INT64_MIN, ~(word_t)1, ~(word_t)0,
};

/* ---- looking ---- */

word_t type_of(cap_t slot)
{
    return look_at(slot).type;
}

word_t flags_of(cap_t slot)
{
    return look_at(slot).flags;
}

word_t badge_of(cap_t slot)
{
    return look_at(slot).badge;
}

word_t rights_of(cap_t slot)
{
    return look_at(slot).rights;
}

word_t base_of(cap_t slot)
{
    return look_at(slot).base;
}

word_t state_of(const struct actor *actor)
{
    word_t state;

    MUST(cap_thread_info(actor->thread, &state, NULL, NULL, NULL, NULL, NULL));
    return state;
}

static void sleep_until(word_t when)
{
    if (!world.sleep)
        world.sleep = notification_new();
    assert_int_equal(cap_notification_wait(world.sleep, when, NULL), TIMED_OUT);
}

void sleep_for(word_t ticks)
{
    sleep_until(port_time() + ticks);
}

void check_kernel(void)
{
    word_t violations;

    MUST(cap_console_check(BOOT_SLOT_CONSOLE, &violations, NULL));
    assert_int_equal(violations, 0);
}

void map_here(cap_t frame)
{
    MUST(cap_domain_map(home.domain, FRAME_READ | FRAME_WRITE,
                        MEMORY_TYPE_NORMAL, frame));
}

/* An actor that runs only while root sleeps revokes the slot; root wakes up in
   the middle of it. */
void leave_closed(cap_t slot)
{
    cap_t table = make(TYPE_TABLE, 8 + 5), one = slot_new();
    struct actor *reaper = actor_new(&home, 0);
    bool memory = type_of(slot) == TYPE_UNTYPED;

    for (cap_t i = 1; i < 256; i++) {
        if (memory)
            MUST(cap_untyped_retype(slot, TYPE_FRAME, ABI_PAGE_BITS, one));
        else
            MUST(cap_table_derive(home.table, slot, 0xFF, 0, one));
        MUST(cap_table_put(table, i, one, TRANSFER_GIVE));
    }
    (void)AS(reaper, cap_table_revoke(home.table, slot));
    for (unsigned i = 0; !(flags_of(slot) & SLOT_FLAG_CLOSED); i++) {
        assert_true(i < 100);
        sleep_until(port_time() + 20 + world.info->ticks_per_second / 100000);
    }
    MUST(cap_thread_stop(reaper->thread));
    assert_true(flags_of(slot) & SLOT_FLAG_DESCENDANTS);
}
