/*
 * Which slots of the own table are free: a bit each, set while in use, taken
 * and given back by atomic operations.
 */
#include "own.h"
#include "stubs.h"

#define SLOTS_MAX 4096
#define BITS 64

static uint64_t used[SLOTS_MAX / BITS];
static cap_t slots_end;

void slots_start(cap_t first, cap_t end)
{
    slots_end = end < SLOTS_MAX ? end : SLOTS_MAX;
    for (cap_t slot = 0; slot < first && slot < slots_end; slot++)
        used[slot / BITS] |= (uint64_t)1 << slot % BITS;
}

static bool slot_claim(cap_t slot)
{
    uint64_t bit = (uint64_t)1 << slot % BITS;

    return (__atomic_fetch_or(&used[slot / BITS], bit, __ATOMIC_ACQ_REL) &
            bit) == 0;
}

cap_t slot_allocate(void)
{
    for (cap_t slot = 1; slot < slots_end; slot++) {
        if (used[slot / BITS] == UINT64_MAX)
            slot |= BITS - 1;
        else if (slot_claim(slot))
            return slot;
    }
    return 0;
}

void slot_free(cap_t slot)
{
    uint64_t bit = (uint64_t)1 << slot % BITS;

    if (slot != 0)
        __atomic_fetch_and(&used[slot / BITS], ~bit, __ATOMIC_ACQ_REL);
}

/* A slot that cannot be emptied is never used again: better than handing out
   one that is in use. */
void slot_delete(cap_t slot)
{
    if (slot != 0 && cap_table_delete(own.table, slot) == OK)
        slot_free(slot);
}

word_t slot_type(cap_t slot)
{
    word_t type = NO_TYPE;

    if (cap_table_inspect(own.table, slot, &type, NULL, NULL, NULL, NULL,
                          NULL) != OK)
        return NO_TYPE;
    return type;
}

bool slot_has_descendants(cap_t slot)
{
    word_t flags = 0;

    return cap_table_inspect(own.table, slot, NULL, NULL, NULL, NULL, NULL,
                             &flags) == OK &&
           (flags & SLOT_FLAG_DESCENDANTS) != 0;
}

unsigned slots_used(void)
{
    unsigned count = 0;

    for (cap_t slot = 0; slot < slots_end; slot++)
        count += used[slot / BITS] >> slot % BITS & 1;
    return count;
}
