/*
 * Untyped memory: retyping, clearing ahead, and starting over when everything
 * made from it is gone. One mechanism serves boot, reset and reuse.
 */
#include "untyped.h"

#include "core.h"
#include "deletion.h"
#include "frame.h"
#include "invoke.h"
#include "operations.h"

static void untyped_set(struct slot *untyped, word_t free, word_t cleared)
{
    word_t size = untyped_size(untyped);

    untyped->address = untyped_base(untyped) | (free & (size - 1));
    untyped->head &= ((word_t)1 << SLOT_BADGE_SHIFT) - 1 - UNTYPED_FULL;
    untyped->head |= cleared << SLOT_BADGE_SHIFT;
    if (free == size)
        untyped->head |= UNTYPED_FULL;
}

void untyped_fill(struct slot *untyped, paddr_t base, unsigned size_bits,
                  bool device, word_t cleared)
{
    untyped->head = TYPE_UNTYPED | (word_t)size_bits << UNTYPED_SIZE_SHIFT |
                    SLOT_ORIGINAL | (device ? UNTYPED_DEVICE : 0) |
                    cleared << SLOT_BADGE_SHIFT;
    untyped->address = base;
}

/* Starts over if everything that was made from it is gone. Tables that go with
   capabilities in them must be empty first; emptying them may have killed what
   the invocation names, so that it starts again then. */
static int untyped_reset(struct slot *self)
{
    if (!untyped_free_offset(self) || slot_has_descendants(self))
        return OK;
    if (deletion.doomed) {
        int status = deletion_drain(core_current_thread());

        return status == OK ? PREEMPTED : status;
    }
    untyped_set(self, 0, 0);
    arch_memory_gone(untyped_base(self), untyped_size(self));
    return OK;
}

/* Clears what is not yet clear up to `end`, in steps. */
static int untyped_clear_to(struct slot *self, word_t end)
{
    word_t free = untyped_free_offset(self);
    word_t cleared = untyped_cleared_offset(self);
    int status = OK;

    while (cleared < end && status == OK) {
        word_t step = end - cleared;

        if (step > ARCH_CLEAR_STEP)
            step = ARCH_CLEAR_STEP;
        arch_memory_clear(untyped_base(self) + cleared, step);
        cleared += step;
        untyped_set(self, free, cleared);
        status = core_preemption_point(core_current_thread());
    }
    return status;
}

/* log2 of the object's bytes, or 0 if there is none of that size. */
static unsigned untyped_object_bits(enum object_type type, unsigned size_bits)
{
    unsigned least = UNTYPED_MIN_BITS, most = UNTYPED_MAX_BITS;

    if (object_info[type].size_bits)
        return size_bits ? 0 : object_info[type].size_bits;
    if (type == TYPE_TABLE)
        most = TABLE_MAX_BITS + SLOT_BITS;
    else if (type == TYPE_FRAME)
        least = ARCH_PAGE_BITS;
    else if (type == TYPE_DOMAIN)
        least = ABI_DOMAIN_MIN_BITS;
    return size_bits < least || size_bits > most ? 0 : size_bits;
}

/* Makes the object, which reads as zero, and its original. */
static int untyped_make(struct slot *self, enum object_type type,
                        unsigned size_bits, word_t start, struct slot *slot)
{
    paddr_t base = untyped_base(self) + start;
    word_t cleared = untyped_cleared_offset(self);
    word_t size = (word_t)1 << size_bits;

    if (type == TYPE_UNTYPED) {
        word_t clear = cleared > start ? cleared - start : 0;

        untyped_fill(slot, base, size_bits, untyped_device(self),
                     clear > size ? size : clear);
        slot_link(slot, self, slot_depth(self) + 1);
    } else if (type == TYPE_FRAME) {
        frame_fill(slot, base, size_bits, object_info[type].rights,
                   untyped_device(self));
        slot->head |= SLOT_ORIGINAL;
        slot_link(slot, self, slot_depth(self) + 1);
    } else {
        void *object = arch_from_physical(base);
        int status;

        arch_memory_made(base, size);
        status = object_info[type].create(object, size_bits);
        if (status != OK) {
            arch_memory_gone(base, size);
            return status;
        }
        slot_make_original(slot, self, type, object);
    }
    return OK;
}

[[gnu::noinline]] static int untyped_retype_any(struct slot *self,
                                                enum object_type type,
                                                unsigned size_bits,
                                                struct slot *object)
{
    unsigned bits = untyped_object_bits(type, size_bits);
    bool plain = type == TYPE_UNTYPED || type == TYPE_FRAME;
    word_t start, end, size, cleared;
    int status;

    if (!bits)
        return INVALID_ARGUMENT;
    if (slot_closed(self))
        return CLOSED;
    if (untyped_device(self) && !plain)
        return DEVICE_MEMORY;
    if (slot_depth(self) == SLOT_DEPTH_MAX)
        return TOO_DEEP;
    status = untyped_reset(self);
    if (status != OK)
        return status;
    size = (word_t)1 << bits;
    start = (untyped_free_offset(self) + size - 1) & ~(size - 1);
    end = start + size;
    if (end > untyped_size(self))
        return NO_MEMORY;
    cleared = untyped_cleared_offset(self);
    if (cleared <
        start) { /* the gap is given up at once, as if it were clear */
        cleared = start;
        untyped_set(self, start, cleared);
    }
    if (cleared < end && type != TYPE_UNTYPED && !untyped_device(self)) {
        status = untyped_clear_to(self, end);
        if (status != OK)
            return status;
    }
    status = untyped_make(self, type, bits, start, object);
    if (status == OK)
        untyped_set(self, end, cleared < end ? end : cleared);
    return status;
}

/* A frame of clear memory behind something else takes the straight way: it is
   just taken, and what is clear stays as it is. */
static inline bool untyped_take_frame(struct slot *self, unsigned size_bits,
                                      struct slot *object)
{
    word_t most = untyped_size(self) - 1;
    word_t rest = ((word_t)1 << size_bits) - 1;
    word_t last = ((self->address & most) + rest) | rest;

    if (self->head & (SLOT_CLOSED | UNTYPED_DEVICE | UNTYPED_FULL) ||
        last >= most || last >= untyped_cleared_offset(self) ||
        !slot_has_descendants(self))
        return false;
    self->address = (self->address & ~most) + last + 1;
    frame_fill(object, self->address - rest - 1, size_bits, FRAME_RIGHTS,
               false);
    object->head |= SLOT_ORIGINAL;
    slot_link_with(object, self, slot_depth(self) + 1, 0);
    return true;
}

int untyped_retype(struct slot *self, enum object_type type, unsigned size_bits,
                   struct slot *object)
{
    if (type == TYPE_FRAME && size_bits >= ARCH_PAGE_BITS &&
        untyped_take_frame(self, size_bits, object))
        return OK;
    return untyped_retype_any(self, type, size_bits, object);
}

int untyped_clear(struct slot *self, word_t bytes)
{
    word_t rest;
    int status;

    if (slot_closed(self))
        return CLOSED;
    if (untyped_device(self))
        return DEVICE_MEMORY;
    status = untyped_reset(self);
    if (status != OK)
        return status;
    rest = untyped_size(self) - untyped_free_offset(self);
    bytes = bytes > rest ? rest : bytes & ~(word_t)63;
    if (untyped_cleared_offset(self) < untyped_free_offset(self))
        untyped_set(self, untyped_free_offset(self), untyped_free_offset(self));
    return untyped_clear_to(self, untyped_free_offset(self) + bytes);
}

int untyped_info(struct slot *self, word_t *base, word_t *size_bits,
                 word_t *used, word_t *cleared, word_t *device)
{
    *base = untyped_base(self);
    *size_bits = untyped_size_bits(self);
    *used = untyped_free_offset(self);
    *cleared = untyped_cleared_offset(self);
    *device = untyped_device(self);
    return OK;
}
