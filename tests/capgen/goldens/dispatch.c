/* Made by capgen from caps/; do not edit. Checks the words of an invocation
   and calls the operation's own function with typed arguments. */
#include "arch.h"
#include "core.h"
#include "invoke.h"
#include "operations.h"
#include "slot.h"
#include "thread.h"

/* What travels beside the words, in the running thread's registers. */

static inline int32_t invocation_status(const struct core *core)
{
    word_t operation = arch_regs_operation(&core->current->regs);

    return (int32_t)(uint32_t)(operation >> REPLY_STATUS_SHIFT);
}

static inline word_t invocation_offer(const struct core *core)
{
    return arch_regs_capability(&core->current->regs) >> CAP_OFFER_SHIFT &
           CAP_SLOT_MASK;
}

static inline enum transfer_mode invocation_mode(const struct core *core)
{
    word_t capability = arch_regs_capability(&core->current->regs);

    return (enum transfer_mode)(capability >> CAP_MODE_SHIFT & CAP_MODE_MASK);
}

/* Which values the enumerations have. */

static inline bool retypable_type_valid(word_t value)
{
    switch (value) {
    case TYPE_BOX:
    case TYPE_BELL:
    case TYPE_WHEEL:
        return true;
    default:
        return false;
    }
}

static inline bool type_or_none_valid(word_t value)
{
    switch (value) {
    case NO_TYPE:
    case TYPE_BOX:
    case TYPE_BELL:
    case TYPE_KEEPER:
    case TYPE_LETTER:
    case TYPE_WHEEL:
    case TYPE_SELF:
        return true;
    default:
        return false;
    }
}

static inline bool shape_valid(word_t value)
{
    switch (value) {
    case SHAPE_ROUND:
    case SHAPE_FLAT:
    case SHAPE_FOLDED:
        return true;
    default:
        return false;
    }
}

/* The operations: check every word, then call. */
#define THUNK_PARAMETERS                                                       \
    [[maybe_unused]] struct core *core,                                        \
        [[maybe_unused]] const struct message *words,                          \
        [[maybe_unused]] struct slot *self
#define CAPABILITIES                                                           \
    [[maybe_unused]] struct slot *argument, [[maybe_unused]] struct slot *result

static int box_describe_thunk(THUNK_PARAMETERS)
{
    const word_t *in = words->words;

    if (!shape_valid(in[0])) /* shape */
        return INVALID_ARGUMENT;
    if ((in[1] & ~(word_t)MARK_MASK) != 0) /* marks */
        return INVALID_ARGUMENT;
    if (in[2] > 63) /* size_bits */
        return INVALID_ARGUMENT;
    if (in[3] > 0xFF) /* rights */
        return INVALID_ARGUMENT;
    if (in[4] >> BADGE_BITS != 0) /* badge */
        return INVALID_ARGUMENT;
    if (in[5] > PRIORITY_MAX) /* priority */
        return INVALID_ARGUMENT;
    return box_describe(slot_object(self), (enum shape)in[0], (unsigned)in[1],
                        (unsigned)in[2], (unsigned)in[3], in[4],
                        (unsigned)in[5]);
}

static int box_place_thunk(THUNK_PARAMETERS, CAPABILITIES)
{
    const word_t *in = words->words;
    int status;

    if (in[0] >= ABI_REGISTER_COUNT) /* register_ */
        return INVALID_ARGUMENT;
    if (in[1] != 0 && !arch_user_address(in[1])) /* at */
        return INVALID_ARGUMENT;
    if (in[2] == 0 || !arch_code_address(in[2])) /* entry */
        return INVALID_ARGUMENT;
    core->invocation.out = (struct message){0};
    status = box_place(slot_object(self), (unsigned)in[0], in[1], in[2], in[3],
                       in[4], result, &core->invocation.out.words[0]);
    return status == OK ? ANSWERED : status;
}

static int box_put_thunk(THUNK_PARAMETERS, CAPABILITIES)
{
    const word_t *in = words->words;

    if (invocation_mode(core) > TRANSFER_GIVE)
        return INVALID_ARGUMENT;
    return box_put(slot_object(self), in[0], argument, invocation_mode(core));
}

static int box_make_thunk(THUNK_PARAMETERS, CAPABILITIES)
{
    const word_t *in = words->words;

    if (!retypable_type_valid(in[0])) /* type */
        return INVALID_ARGUMENT;
    return box_make(slot_object(self), (enum object_type)in[0], result);
}

static int bell_ring_thunk(THUNK_PARAMETERS)
{
    const word_t *in = words->words;

    if (in[0] < 1 || in[0] > 12) /* times */
        return INVALID_ARGUMENT;
    if (in[1] > 1) /* loud */
        return INVALID_ARGUMENT;
    return bell_ring(slot_object(self), slot_badge(self), in[0], in[1] != 0);
}

static int bell_wait_thunk(THUNK_PARAMETERS)
{
    const word_t *in = words->words;
    int status;

    core->invocation.out = (struct message){0};
    status = bell_wait(slot_object(self), in[0], &core->invocation.out.words[0],
                       &core->invocation.out.words[1]);
    return status == OK ? ANSWERED : status;
}

static int bell_hang_thunk(THUNK_PARAMETERS, CAPABILITIES)
{
    return bell_hang(slot_object(self), self, argument);
}

static int keeper_count_thunk(THUNK_PARAMETERS)
{
    int status;

    core->invocation.out = (struct message){0};
    status = keeper_count(slot_object(self), &core->invocation.out.words[0],
                          &core->invocation.out.words[1],
                          &core->invocation.out.words[2],
                          &core->invocation.out.words[3],
                          &core->invocation.out.words[4],
                          &core->invocation.out.words[5]);
    return status == OK ? ANSWERED : status;
}

static int letter_send_thunk(THUNK_PARAMETERS)
{
    if (invocation_mode(core) > TRANSFER_GIVE)
        return INVALID_ARGUMENT;
    return letter_send(self, invocation_status(core), words,
                       invocation_offer(core), invocation_mode(core));
}

static int self_yield_thunk(THUNK_PARAMETERS)
{
    return self_yield(core_current_thread());
}

static int self_take_thunk(THUNK_PARAMETERS)
{
    const word_t *in = words->words;

    if (!type_or_none_valid(in[1])) /* type */
        return INVALID_ARGUMENT;
    return self_take(core_current_thread(), in[0], (enum object_type)in[1]);
}

/* What there is no operation of. */
static int absent_thunk(THUNK_PARAMETERS)
{
    return UNKNOWN_OPERATION;
}

/* By type and number. */
#define AT(type, number) [(type) * OPERATIONS_MAX + (number)]
static_assert(OPERATIONS_MAX == 16 && 4 <= OPERATIONS_MAX);
const struct operation operations[OPERATION_TYPES * OPERATIONS_MAX] = {
    [0 ... 31] = {.thunk = absent_thunk, .absent = true},
    [36 ... 47] = {.thunk = absent_thunk, .absent = true},
    [51 ... 63] = {.thunk = absent_thunk, .absent = true},
    [65 ... 79] = {.thunk = absent_thunk, .absent = true},
    [81 ... 271] = {.thunk = absent_thunk, .absent = true},
    [274 ... 287] = {.thunk = absent_thunk, .absent = true},
    AT(TYPE_BOX, 0) = {
        .thunk = box_describe_thunk,
        .needs = 0,
    },
    AT(TYPE_BOX, 1) = {
        .long_thunk = box_place_thunk,
        .needs = BOX_OPEN,
        .gives_result = true,
    },
    AT(TYPE_BOX, 2) = {
        .long_thunk = box_put_thunk,
        .needs = 0,
        .takes_argument = true,
        OPERATION_ARGUMENT(NO_TYPE, (0)),
    },
    AT(TYPE_BOX, 3) = {
        .long_thunk = box_make_thunk,
        .needs = 0,
        .gives_result = true,
    },
    AT(TYPE_BELL, 0) = {
        .thunk = bell_ring_thunk,
        .needs = BELL_RING,
    },
    AT(TYPE_BELL, 1) = {
        .thunk = bell_wait_thunk,
        .needs = BELL_WAIT | BELL_RING,
    },
    AT(TYPE_BELL, 2) = {
        .long_thunk = bell_hang_thunk,
        .needs = 0,
        .takes_argument = true,
        OPERATION_ARGUMENT(TYPE_BOX, (BOX_OPEN)),
        .helps = true,
    },
    AT(TYPE_KEEPER, 0) = {
        .thunk = keeper_count_thunk,
        .needs = 0,
    },
    AT(TYPE_LETTER, 0) = {
        .thunk = letter_send_thunk,
        .needs = 0,
        .helps = true,
    },
    AT(TYPE_SELF, 0) = {
        .thunk = self_yield_thunk,
        .needs = 0,
    },
    AT(TYPE_SELF, 1) = {
        .thunk = self_take_thunk,
        .needs = 0,
    },
};

/* The hooks, as the generic code calls them. */

static int box_create_hook(void *self, unsigned size_bits)
{
    return box_create(self, size_bits);
}

static bool box_retire_hook(void *self)
{
    return box_retire(self);
}

static int bell_create_hook(void *self, unsigned size_bits)
{
    return bell_create(self, size_bits);
}

static bool bell_retire_hook(void *self)
{
    return bell_retire(self);
}

static bool bell_lost_reference_hook(void *self, unsigned held)
{
    return bell_lost_reference(self, held);
}

static int wheel_create_hook(void *self, unsigned size_bits)
{
    return wheel_create(self, size_bits);
}

static bool wheel_retire_hook(void *self)
{
    return wheel_retire(self);
}

const struct object_info object_info[OBJECT_TYPES] = {
    [TYPE_BOX] = {
        .name = "box",
        .retypable = true,
        .rights = BOX_RIGHTS,
        .create = box_create_hook,
        .retire = box_retire_hook,
    },
    [TYPE_BELL] = {
        .name = "bell",
        .size_bits = BELL_BITS,
        .retypable = true,
        .rights = BELL_RIGHTS,
        .held = BELL_HOLDS_COUNT,
        .create = bell_create_hook,
        .retire = bell_retire_hook,
        .lost_reference = bell_lost_reference_hook,
    },
    [TYPE_KEEPER] = {
        .name = "keeper",
        .control = true,
    },
    [TYPE_LETTER] = {
        .name = "letter",
        .self_is_slot = true,
    },
    [TYPE_WHEEL] = {
        .name = "wheel",
        .size_bits = WHEEL_BITS,
        .retypable = true,
        .rights = WHEEL_RIGHTS,
        .create = wheel_create_hook,
        .retire = wheel_retire_hook,
    },
    [TYPE_SELF] = {
        .name = "self",
    },
};
