/*
 * Tables: moving capabilities about. The transfer brings them in from, and out
 * to, the invoker's own table.
 */
#include "table.h"

#include "arch.h"
#include "core.h"
#include "deletion.h"
#include "domain.h"
#include "frame.h"
#include "operations.h"
#include "untyped.h"

int table_create(struct table *self, unsigned size_bits)
{
    self->slots = (word_t)1 << (size_bits - SLOT_BITS);
    return OK;
}

bool table_retire(struct table *self)
{
    deletion_doom(self);
    return true;
}

int table_derive(struct table *self, word_t source, unsigned rights,
                 word_t badge, struct slot *child)
{
    struct slot *from = table_slot(self, source);

    return from ? slot_derive(from, child, rights, badge) : INVALID_SLOT;
}

int table_copy(struct table *self, word_t source, struct slot *sibling)
{
    struct slot *from = table_slot(self, source);

    return from ? slot_copy(from, sibling) : INVALID_SLOT;
}

int table_move(struct table *self, word_t source, struct slot *moved)
{
    struct slot *from = table_slot(self, source);

    return from ? slot_move(from, moved) : INVALID_SLOT;
}

int table_put(struct table *self, word_t destination, struct slot *offer,
              enum transfer_mode mode)
{
    struct slot *to = table_slot(self, destination);

    if (!to)
        return INVALID_SLOT;
    if (!slot_empty(to))
        return SLOT_OCCUPIED;
    return slot_transfer(offer, to, mode);
}

int table_delete(struct table *self, word_t index)
{
    struct slot *slot = table_slot(self, index);

    if (!slot)
        return INVALID_SLOT;
    if (slot->next & SLOT_BOOT)
        return NOT_DELETABLE;
    return deletion_run(core_current_thread(), slot, true);
}

int table_revoke(struct table *self, word_t index)
{
    struct slot *slot = table_slot(self, index);

    if (!slot)
        return INVALID_SLOT;
    return deletion_run(core_current_thread(), slot, false);
}

/* Base address and size of what a slot names; 0 for what has none. */
static void table_extent(const struct slot *slot, word_t *base,
                         word_t *size_bits)
{
    unsigned type = slot_type(slot);

    *base = 0;
    *size_bits = object_info[type].size_bits;
    if (type == TYPE_UNTYPED) {
        *base = untyped_base(slot);
        *size_bits = untyped_size_bits(slot);
    } else if (type == TYPE_FRAME) {
        *base = frame_base(slot);
        *size_bits = frame_size_bits(slot);
    } else if (object_info[type].retypable) {
        *base = arch_to_physical(slot_object(slot));
    }
    if (type == TYPE_TABLE) {
        const struct table *table = slot_object(slot);

        *size_bits = SLOT_BITS + (unsigned)__builtin_ctzll(table->slots);
    } else if (type == TYPE_DOMAIN) {
        *size_bits = ((const struct domain *)slot_object(slot))->size_bits;
    }
}

static word_t table_slot_flags(const struct slot *slot)
{
    word_t flags = 0;

    if (slot_original(slot))
        flags |= SLOT_FLAG_ORIGINAL;
    if (slot_closed(slot))
        flags |= SLOT_FLAG_CLOSED;
    if (slot_watched(slot))
        flags |= SLOT_FLAG_WATCHED;
    if (slot_has_descendants(slot))
        flags |= SLOT_FLAG_DESCENDANTS;
    if (slot_type(slot) == TYPE_FRAME && frame_domain(slot))
        flags |= SLOT_FLAG_MAPPED;
    if ((slot_type(slot) == TYPE_FRAME && frame_device(slot)) ||
        (slot_type(slot) == TYPE_UNTYPED && untyped_device(slot)))
        flags |= SLOT_FLAG_DEVICE;
    return flags;
}

int table_inspect(struct table *self, word_t index, word_t *type,
                  word_t *rights, word_t *base, word_t *size_bits,
                  word_t *badge, word_t *flags)
{
    const struct slot *slot = table_slot(self, index);

    if (!slot)
        return INVALID_SLOT;
    if (slot_empty(slot))
        return OK;
    *type = slot_type(slot);
    table_extent(slot, base, size_bits);
    if (*type != TYPE_UNTYPED)
        *rights = slot_rights(slot);
    if (*type != TYPE_UNTYPED && *type != TYPE_FRAME)
        *badge = slot_badge(slot);
    *flags = table_slot_flags(slot);
    return OK;
}

int table_info(struct table *self, word_t *slots)
{
    *slots = self->slots;
    return OK;
}
