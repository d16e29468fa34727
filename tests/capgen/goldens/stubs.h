/* Made by capgen from caps/; do not edit. What user code calls: one function
   per operation. A result word whose pointer is NULL is not wanted. */
#ifndef STUBS_H
#define STUBS_H

#include "abi_arch.h"
#include "caps.h"

[[nodiscard]] static inline enum status
cap_box_describe(cap_t box, enum shape shape, word_t marks, word_t size_bits,
                 word_t rights, word_t badge, word_t priority)
{
    struct message abi_message = {{(word_t)shape, marks, size_bits, rights,
                                   badge, priority}};

    return (enum status)abi_invoke(box, OP_BOX_DESCRIBE, &abi_message);
}

/* `register` is a word that C keeps for itself. */
[[nodiscard]] static inline enum status
cap_box_place(cap_t box, word_t register_, word_t at, word_t entry, word_t slot,
              word_t rest, cap_t lid, word_t *shape)
{
    struct message abi_message = {{register_, at, entry, slot, rest}};
    int64_t abi_status = abi_invoke(box | CAP_ACCEPT(lid), OP_BOX_PLACE,
                                    &abi_message);

    if (shape)
        *shape = abi_message.words[0];
    return (enum status)abi_status;
}

/* Puts the offer in, as the mode says. */
[[nodiscard]] static inline enum status
cap_box_put(cap_t box, word_t place, cap_t content, enum transfer_mode mode)
{
    struct message abi_message = {{place}};

    return (enum status)abi_invoke(box | CAP_OFFER(content) | CAP_MODE(mode),
                                   OP_BOX_PUT, &abi_message);
}

[[nodiscard]] static inline enum status
cap_box_make(cap_t box, enum object_type type, cap_t object)
{
    struct message abi_message = {{(word_t)type}};

    return (enum status)abi_invoke(box | CAP_ACCEPT(object), OP_BOX_MAKE,
                                   &abi_message);
}

/* Rings with the capability's badge. */
[[nodiscard]] static inline enum status
cap_bell_ring(cap_t bell, word_t times, bool loud)
{
    struct message abi_message = {{times, (word_t)loud}};

    return (enum status)abi_invoke(bell, OP_BELL_RING, &abi_message);
}

/* Waits for a ring. */
[[nodiscard]] static inline enum status
cap_bell_wait(cap_t bell, word_t deadline, word_t *times, word_t *badge)
{
    struct message abi_message = {{deadline}};
    int64_t abi_status = abi_invoke(bell, OP_BELL_WAIT, &abi_message);

    if (times)
        *times = abi_message.words[0];
    if (badge)
        *badge = abi_message.words[1];
    return (enum status)abi_status;
}

/* Hangs the bell up in a tower. */
[[nodiscard]] static inline enum status
cap_bell_hang(cap_t bell, cap_t tower)
{
    struct message abi_message = {{0}};

    return (enum status)abi_invoke(bell | CAP_OFFER(tower), OP_BELL_HANG,
                                   &abi_message);
}

[[nodiscard]] static inline enum status
cap_keeper_count(cap_t keeper, word_t *a, word_t *b, word_t *c, word_t *d,
                 word_t *e, word_t *f)
{
    struct message abi_message = {{0}};
    int64_t abi_status = abi_invoke(keeper, OP_KEEPER_COUNT, &abi_message);

    if (a)
        *a = abi_message.words[0];
    if (b)
        *b = abi_message.words[1];
    if (c)
        *c = abi_message.words[2];
    if (d)
        *d = abi_message.words[3];
    if (e)
        *e = abi_message.words[4];
    if (f)
        *f = abi_message.words[5];
    return (enum status)abi_status;
}

/* Sends all six words and an offer, with a status in the operation. */
[[nodiscard]] static inline enum status
cap_letter_send(cap_t letter, int32_t status, const struct message *message,
                cap_t offer, enum transfer_mode mode)
{
    word_t abi_operation =
        OP_LETTER_SEND | (word_t)(uint32_t)status << REPLY_STATUS_SHIFT;
    struct message abi_message = *message;

    return (enum status)abi_invoke(letter | CAP_OFFER(offer) | CAP_MODE(mode),
                                   abi_operation, &abi_message);
}

static inline enum status
cap_self_yield(void)
{
    struct message abi_message = {{0}};

    return (enum status)abi_invoke(CAP_SELF, OP_SELF_YIELD, &abi_message);
}

/* Takes what is offered, if it is of `type`. */
[[nodiscard]] static inline enum status
cap_self_take(word_t destination, enum object_type type)
{
    struct message abi_message = {{destination, (word_t)type}};

    return (enum status)abi_invoke(CAP_SELF, OP_SELF_TAKE, &abi_message);
}

#endif
