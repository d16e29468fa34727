/* As much of a slot as dispatch.c asks for. */
#ifndef FAKE_SLOT_H
#define FAKE_SLOT_H

#include "abi.h"

#define SLOT_TYPE_MASK ((word_t)0x1F)
#define SLOT_RIGHTS_SHIFT 5

struct slot {
    void *object;
    word_t badge;
};

static inline void *slot_object(const struct slot *slot)
{
    return slot->object;
}

static inline word_t slot_badge(const struct slot *slot)
{
    return slot->badge;
}

#endif
