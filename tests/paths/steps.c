/*
 * What may be done next: a random invocation, mostly a call. Sequences are of
 * three kinds, from nearly nothing but calls and returns to anything.
 */
#include "../host/random.h"
#include "paths.h"
#include "record.h"

#define KINDS_OF_SEQUENCES 3
#define NEVER_COMES ((word_t)1 << 62) /* a deadline */
#define OUT_OF_RANGE ((word_t)1 << TABLE_BITS)
#define REPLY_SLOT EMPTY
#define TAKE_SLOT (EMPTY + 1)

static struct random numbers;
static unsigned kind_of_sequence;

void steps_begin(word_t seed)
{
    numbers = random_seed(seed);
    kind_of_sequence = (unsigned)draw(KINDS_OF_SEQUENCES);
}

word_t draw(word_t limit)
{
    return random_below(&numbers, limit);
}

word_t draw_word(void)
{
    return random_next(&numbers);
}

bool chance(unsigned percent)
{
    return random_chance(&numbers, percent);
}

/* ---- pieces ---- */

/* In the actor's own table. */
static cap_t at(enum actor actor, cap_t slot)
{
    return actor == ROOT ? cast_slot(slot) : slot;
}

static cap_t any(enum actor actor, cap_t first, word_t count)
{
    return at(actor, first + draw(count));
}

static struct choice plain(cap_t capability, word_t operation, word_t w0,
                           word_t w1)
{
    return (struct choice){.capability = capability,
                           .operation = operation,
                           .message = {{w0, w1}}};
}

static struct choice with_words(cap_t capability, word_t operation)
{
    struct choice choice = {.capability = capability, .operation = operation};

    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        choice.message.words[i] = chance(80) ? draw_word() : 0;
    return choice;
}

/* Any that is no return. */
static word_t any_operation(void)
{
    switch (draw(4)) {
    case 0:
        return draw(32);
    case 1:
        return draw(20) << 8 | draw(12);
    case 2:
        return draw_word() >> 32;
    default:
        return draw_word() & ~OPERATION_RETURN;
    }
}

/* ---- calls ---- */

static struct choice call(enum actor actor)
{
    cap_t way = any(actor, WAYS, 2 * (word_t)GATES);

    return with_words(way | (chance(10) ? CAP_NO_WAIT : 0), any_operation());
}

/* With something on the way, or bits that mean nothing. */
static struct choice call_with(enum actor actor)
{
    cap_t way = any(actor, WAYS, 2 * (word_t)GATES);
    word_t bits = 0;

    if (chance(60))
        bits |=
            CAP_OFFER(any(actor, OFFERS, SLOTS - OFFERS)) | CAP_MODE(draw(4));
    if (chance(50))
        bits |= CAP_ACCEPT(any(actor, EMPTY, SLOTS - EMPTY));
    if (chance(15))
        bits |= draw_word() << CAP_SLOT_BITS;
    return with_words(way | bits, any_operation());
}

/* Nothing there, or a number out of range. */
static struct choice call_nowhere(enum actor actor)
{
    const word_t numbers_of[] = {
        0,
        any(actor, EMPTY, SLOTS - EMPTY),
        SLOTS,
        OUT_OF_RANGE - 1,
        OUT_OF_RANGE,
        OUT_OF_RANGE + draw(1000),
        CAP_SELF - 1,
        draw_word() & ~CAP_SLOT_MASK,
        OUT_OF_RANGE | draw_word(),
    };

    return with_words(numbers_of[draw(sizeof numbers_of / sizeof(word_t))],
                      any_operation());
}

struct choice choose_return(void)
{
    static const word_t statuses[] = {0, FAULT_RESUME, FAULT_RESUME,
                                      FAULT_ABORT};
    word_t answer = chance(40) ? draw_word() : statuses[draw(4)];

    answer &= UINT32_MAX;
    if (chance(10))
        answer |=
            RETURN_OFFER(OFFERS + draw(SLOTS - OFFERS)) | RETURN_MODE(draw(4));
    if (chance(5))
        answer |= draw_word() << RETURN_MODE_SHIFT;
    return with_words(answer, OPERATION_RETURN | any_operation());
}

static struct choice return_too_early(enum actor actor)
{
    (void)actor;
    return choose_return();
}

/* Another thread pointer, for whoever it is. */
static struct choice other_pointer(cap_t capability, word_t operation)
{
    return plain(capability, operation, ABI_REGISTER_THREAD_POINTER,
                 (word_t)&thread_words[draw(ACTORS)]);
}

static struct choice reply(enum actor actor)
{
    word_t status = (draw_word() & UINT32_MAX) << REPLY_STATUS_SHIFT;

    (void)actor;
    if (chance(15))
        return other_pointer(REPLY_SLOT, OP_REPLY_WRITE_REGISTER);
    if (chance(40))
        status = (word_t)FAULT_RESUME << REPLY_STATUS_SHIFT;
    return with_words(REPLY_SLOT |
                          (chance(20) ? CAP_OFFER(OFFERS + draw(2)) : 0),
                      OP_REPLY_SEND | status);
}

/* ---- the thread itself ---- */

static struct choice self(enum actor actor)
{
    switch (draw(actor == ROOT ? 1 : 8)) {
    case 0:
        return plain(CAP_SELF, OP_SELF_YIELD, 0, 0);
    case 1:
    case 2:
        return plain(CAP_SELF, OP_SELF_TAKE, TAKE_SLOT + draw(2), 0);
    case 3:
    case 4:
        return plain(CAP_SELF, OP_SELF_DEFER, REPLY_SLOT, 0);
    case 5:
        return plain(CAP_SELF, OP_SELF_READ_REGISTERS, draw(40), 0);
    case 6:
        return other_pointer(CAP_SELF, OP_SELF_WRITE_REGISTER);
    default:
        return plain(CAP_SELF, OP_SELF_SET_THREAD_POINTER,
                     (word_t)&thread_words[draw(ACTORS)], 0);
    }
}

static struct choice fault(enum actor actor)
{
    (void)actor;
    if (chance(30))
        return plain(CAP_SELF, OP_SELF_EXIT, draw_word(), 0);
    return (struct choice){.breaks = true};
}

static struct choice note(enum actor actor)
{
    static const word_t deadlines[] = {0, 0, 1, NEVER_COMES};

    if (actor == ROOT || chance(50))
        return plain(any(actor, SENDER, NOTES), OP_NOTIFICATION_SIGNAL, 0, 0);
    if (chance(20))
        return plain(any(actor, NOTE, NOTES), OP_NOTIFICATION_POLL, 0, 0);
    return plain(any(actor, NOTE, NOTES), OP_NOTIFICATION_WAIT,
                 deadlines[draw(4)], 0);
}

/* ---- others ---- */

static struct choice thread(enum actor actor)
{
    static const word_t operations[] = {
        OP_THREAD_STOP,          OP_THREAD_RESUME,   OP_THREAD_RESUME,
        OP_THREAD_CANCEL,        OP_THREAD_CANCEL,   OP_THREAD_INFO,
        OP_THREAD_START,         OP_THREAD_START,    OP_THREAD_UNBIND,
        OP_THREAD_BIND,          OP_THREAD_SET_WORD, OP_THREAD_READ_REGISTERS,
        OP_THREAD_WRITE_REGISTER};
    cap_t target = any(actor, THREAD, ACTORS);
    word_t operation = operations[draw(sizeof operations / sizeof *operations)];

    switch (operation) {
    case OP_THREAD_WRITE_REGISTER:
        return other_pointer(target, operation);
    case OP_THREAD_START:
        return plain(target, operation, (word_t)paths_start, draw_word());
    case OP_THREAD_BIND:
        return plain(target | CAP_OFFER(any(actor, TIME, TIMES)), operation, 0,
                     0);
    default:
        return plain(target, operation, draw(40), 0);
    }
}

/* Ceilings are for gates with one activation: two could be equals. */
static struct choice priority(enum actor actor)
{
    unsigned which;

    if (chance(60)) {
        which = (unsigned)draw(TIMES);
        return plain(at(actor, CPU) | CAP_OFFER(at(actor, TIME + which)),
                     OP_CPU_CONFIGURE,
                     cast_priority(which, (unsigned)draw(PRIORITY_LEVELS)), 0);
    }
    which = 1 + (unsigned)draw(3);
    return plain(
        at(actor, CPU) | CAP_OFFER(at(actor, GATE + which)), OP_CPU_SET_CEILING,
        chance(50) ? cast_ceiling(which, (unsigned)draw(PRIORITY_LEVELS)) : 0,
        0);
}

static struct choice table(enum actor actor)
{
    cap_t own = at(actor, TABLE_OWN);
    cap_t other = any(actor, TABLE, TABLES);
    cap_t source = any(actor, WAYS, EMPTY - WAYS);
    cap_t empty = any(actor, EMPTY, SLOTS - EMPTY);

    switch (draw(6)) {
    case 0:
        return plain(other, OP_TABLE_DELETE, WAYS + draw(EMPTY - WAYS), 0);
    case 1:
        return plain(own | CAP_ACCEPT(empty), OP_TABLE_MOVE, source, 0);
    case 2:
        return plain(own | CAP_ACCEPT(empty), OP_TABLE_COPY, source, 0);
    case 3:
        return plain(own, OP_TABLE_DELETE, empty, 0);
    case 4:
        return plain(other | CAP_OFFER(source) | CAP_MODE(draw(3)),
                     OP_TABLE_PUT, WAYS + draw(SLOTS - WAYS), 0);
    default:
        return plain(own | CAP_ACCEPT(empty), OP_TABLE_DERIVE, source, 0xFF);
    }
}

static struct choice gate(enum actor actor)
{
    cap_t target = any(actor, GATE, GATES);

    switch (draw(4)) {
    case 0:
        return plain(target | CAP_OFFER(any(actor, DOMAIN, DOMAINS)),
                     OP_GATE_CONFIGURE, (word_t)paths_enter, draw(2));
    case 1:
        return plain(at(actor, chance(50) ? GATE : GATE + 4) |
                         CAP_OFFER(any(actor, THREAD, ACTORS)),
                     OP_GATE_ADD_ACTIVATION, 0, 0);
    case 2:
        return plain(target | CAP_OFFER(any(actor, WAYS, 2 * (word_t)GATES)),
                     OP_GATE_WATCH, 0, 0);
    default:
        return plain(target, OP_GATE_INFO, 0, 0);
    }
}

/* A syscall gate makes a domain foreign to the fast path. */
static struct choice domain(enum actor actor)
{
    cap_t target = any(actor, DOMAIN, DOMAINS);
    cap_t way = at(actor, WAYS + 1 + 2 * draw(GATES));

    if (chance(60))
        return plain(target | CAP_OFFER(any(actor, TABLE, TABLES)),
                     OP_DOMAIN_SET_TABLE, 0, 0);
    if (chance(80))
        return plain(target | CAP_OFFER(way), OP_DOMAIN_SET_FAULT_GATE, 0, 0);
    return plain(target | CAP_OFFER(way), OP_DOMAIN_SET_SYSCALL_GATE, 0, 0);
}

/* The object itself, or everything derived from it. */
static struct choice destroy(enum actor actor)
{
    return plain(at(actor, ROOT_TABLE),
                 chance(70) ? OP_TABLE_DELETE : OP_TABLE_REVOKE,
                 cast_slot(WAYS + draw(EMPTY - WAYS)), 0);
}

/* Any operation of an object, with small words: mostly a refusal. */
static struct choice anything(enum actor actor)
{
    static const uint8_t types[] = {
        TYPE_TABLE, TYPE_DOMAIN,        TYPE_THREAD,      TYPE_GATE,
        TYPE_REPLY, TYPE_SCHED_CONTEXT, TYPE_NOTIFICATION};
    cap_t target = any(actor, GATE, SLOTS - GATE);
    word_t operation = (word_t)types[draw(sizeof types)] << 8 | draw(12);

    return plain(target | (chance(40) ? CAP_OFFER(draw(SLOTS)) : 0), operation,
                 draw(SLOTS), draw(SLOTS));
}

/* ---- choosing ---- */

static const struct {
    uint8_t weight[KINDS_OF_SEQUENCES];
    bool by_root; /* who must never wait */
    struct choice (*choose)(enum actor actor);
} kinds[] = {
    {{60, 30, 20}, false, call},      {{4, 15, 15}, false, call_with},
    {{6, 6, 5}, false, call_nowhere}, {{1, 2, 2}, false, return_too_early},
    {{1, 5, 6}, false, reply},        {{4, 8, 8}, false, self},
    {{1, 3, 5}, false, fault},        {{10, 10, 10}, true, note},
    {{4, 10, 15}, true, thread},      {{2, 5, 6}, true, priority},
    {{0, 4, 6}, true, table},         {{0, 3, 5}, true, gate},
    {{0, 2, 4}, true, domain},        {{0, 1, 3}, true, destroy},
    {{1, 4, 8}, false, anything},
};
#define KINDS (sizeof kinds / sizeof *kinds)

static word_t weight(unsigned kind, enum actor actor)
{
    return actor != ROOT || kinds[kind].by_root
               ? kinds[kind].weight[kind_of_sequence]
               : 0;
}

struct choice choose(enum actor actor)
{
    word_t all = 0, left;

    for (unsigned i = 0; i < KINDS; i++)
        all += weight(i, actor);
    left = draw(all);
    for (unsigned i = 0;; i++) {
        if (left < weight(i, actor))
            return kinds[i].choose(actor);
        left -= weight(i, actor);
    }
}
