/*
 * Making objects, each in a slot of its own that is free again on failure.
 */
#include "own.h"
#include "stubs.h"

struct own own;

static enum status keep_or_free(enum status status, cap_t slot, cap_t *result)
{
    if (status != OK) {
        slot_free(slot);
        slot = 0;
    }
    *result = slot;
    return status;
}

enum status object_create(enum object_type type, word_t size_bits,
                          cap_t *object)
{
    cap_t slot = slot_allocate();

    if (slot == 0)
        return INVALID_SLOT;
    return keep_or_free(cap_untyped_retype(own.untyped, type, size_bits, slot),
                        slot, object);
}

enum status object_derive(cap_t source, word_t rights, word_t badge,
                          cap_t *child)
{
    cap_t slot = slot_allocate();

    if (slot == 0)
        return INVALID_SLOT;
    return keep_or_free(
        cap_table_derive(own.table, source, rights, badge, slot), slot, child);
}
