/*
 * Acting: how an invocation reaches its actor, and how a test looks at what has
 * become of the world.
 */
#include "world.h"

#include "port.h"

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

static void push_other(struct actor *actor, enum command_kind kind,
                       word_t address, word_t value, bool later)
{
    const struct command command = {.kind = kind,
                                    .address = address,
                                    .value = value};

    world.queueing = later;
    (void)command_push(actor, &command);
    world.queueing = false;
}

int64_t act_other(struct actor *actor, enum command_kind kind, word_t address,
                  word_t value)
{
    push_other(actor, kind, address, value, false);
    return finished(actor);
}

void later_other(struct actor *actor, enum command_kind kind, word_t value)
{
    push_other(actor, kind, 0, value, true);
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

int64_t call_with(word_t capability, word_t operation, struct message *message)
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
    0x7FFFFFFF,        0x80000000,        0xFFFFFFFF, 0x100000000,
    (word_t)INT64_MAX, (word_t)INT64_MIN, ~(word_t)1, ~(word_t)0,
};

/* ---- looking ---- */

struct look look_at(cap_t slot)
{
    struct look look = {0};

    MUST(cap_table_inspect(home.table, slot, &look.type, &look.rights,
                           &look.base, &look.size_bits, &look.badge,
                           &look.flags));
    if (look.type == TYPE_UNTYPED && slot != world.arena)
        MUST(cap_untyped_info(slot, NULL, NULL, &look.used, NULL, NULL));
    return look;
}

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
