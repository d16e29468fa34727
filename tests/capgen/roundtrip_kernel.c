/*
 * The kernel's half of the round trip: what is behind the generated dispatch.
 * Each operation notes what it saw.
 */
#include "roundtrip.h"

#include <string.h>

#include "arch.h"
#include "core.h"
#include "invoke.h"
#include "operations.h"
#include "thread.h"

OBJECT_SIZE(bell);
OBJECT_SIZE(wheel);

struct box box;
struct bell bell;
struct keeper keeper;
static struct thread thread;
struct slot slots[SLOTS];
const char *called;
word_t seen[12];

#define SAW(...)                                                               \
    do {                                                                       \
        const word_t words[] = {__VA_ARGS__};                                  \
        memcpy(seen, words, sizeof(words));                                    \
        called = __func__;                                                     \
    } while (0)

struct thread *core_current_thread(void)
{
    return &thread;
}

/* As invoke.c does it, without its checks. */
int64_t abi_invoke(word_t capability, word_t operation, struct message *message)
{
    const struct operation *found = operation_find(operation);
    const struct message words = *message;
    word_t self = capability & CAP_SLOT_MASK;
    struct slot *slot = self == CAP_SELF ? NULL : &slots[self];
    struct core core = {.current = &thread};
    int status;

    thread.regs = (struct arch_regs){capability, operation};
    CHECK(found != NULL);
    called = NULL;
    if (found->takes_argument || found->gives_result)
        status =
            found->long_thunk(&core, &words, slot,
                              &slots[(capability >> CAP_OFFER_SHIFT) % SLOTS],
                              &slots[(capability >> CAP_ACCEPT_SHIFT) % SLOTS]);
    else
        status = found->thunk(&core, &words, slot);
    *message = status == ANSWERED ? core.invocation.out : (struct message){0};
    return status == ANSWERED ? OK : status;
}

/* ---- the operations ---- */

int box_describe(struct box *self, enum shape shape, unsigned marks,
                 unsigned size_bits, unsigned rights, word_t badge,
                 unsigned priority)
{
    CHECK(self == &box);
    SAW(shape, marks, size_bits, rights, badge, priority);
    return OK;
}

int box_place(struct box *self, unsigned register_, word_t at, word_t entry,
              word_t slot, word_t rest, struct slot *lid, word_t *shape)
{
    CHECK(self == &box && lid == &slots[RESULT]);
    SAW(register_, at, entry, slot, rest);
    *shape = SHAPE_FOLDED;
    return TOO_DEEP;
}

int box_put(struct box *self, word_t place, struct slot *content,
            enum transfer_mode mode)
{
    CHECK(self == &box && content == &slots[ARGUMENT]);
    SAW(place, mode);
    return OK;
}

int box_make(struct box *self, enum object_type type, struct slot *object)
{
    CHECK(self == &box && object == &slots[RESULT]);
    SAW(type);
    return OK;
}

int bell_ring(struct bell *self, word_t badge, word_t times, bool loud)
{
    CHECK(self == &bell);
    SAW(badge, times, loud);
    return OK;
}

int bell_wait(struct bell *self, word_t deadline, word_t *times, word_t *badge)
{
    CHECK(self == &bell);
    SAW(deadline);
    *times = 7;
    *badge = 8;
    return OK;
}

int bell_hang(struct bell *self, struct slot *capability, struct slot *tower)
{
    CHECK(self == &bell && capability == &slots[BELL]);
    CHECK(tower == &slots[ARGUMENT]);
    SAW(0);
    return OK;
}

int keeper_count(struct keeper *self, word_t *a, word_t *b, word_t *c,
                 word_t *d, word_t *e, word_t *f)
{
    CHECK(self == &keeper);
    SAW(0);
    *a = 1, *b = 2, *c = 3, *d = 4, *e = 5, *f = 6;
    return OK;
}

int letter_send(struct slot *self, int32_t status,
                const struct message *message, word_t offer,
                enum transfer_mode mode)
{
    CHECK(self == &slots[LETTER]);
    SAW((word_t)status, message->words[0], message->words[5], offer, mode);
    return OK;
}

int self_yield(struct thread *self)
{
    CHECK(self == &thread);
    SAW(0);
    return OK;
}

int self_take(struct thread *self, word_t destination, enum object_type type)
{
    CHECK(self == &thread);
    SAW(destination, type);
    return OK;
}

/* ---- the hooks ---- */

int box_create(struct box *self, unsigned size_bits)
{
    CHECK(self == &box);
    SAW(size_bits);
    return NO_MEMORY;
}

bool box_retire(struct box *self)
{
    return self == &box;
}

int bell_create(struct bell *self, unsigned size_bits)
{
    CHECK(self == &bell);
    SAW(size_bits);
    return OK;
}

bool bell_retire(struct bell *self)
{
    return self != &bell;
}

bool bell_lost_reference(struct bell *self, unsigned held)
{
    return self == &bell && held == BELL_HOLDS_ROPE;
}

int wheel_create(struct wheel *self, unsigned size_bits)
{
    return self == NULL && size_bits == 0 ? OK : NO_MEMORY;
}

bool wheel_retire(struct wheel *self)
{
    return self == NULL;
}
