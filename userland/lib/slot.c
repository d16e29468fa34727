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
