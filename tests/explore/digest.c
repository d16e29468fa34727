/*
 * The state of a world as anybody could see it who may inspect everything, in a
 * form that is the same on the host and on boards: without addresses, sizes and
 * domain ids. What a replay compares after each step.
 */
#include "digest.h"

/* Of inspect's result. */
enum {
    INSPECT_TYPE,
    INSPECT_RIGHTS,
    INSPECT_BADGE = 4,
    INSPECT_FLAGS,
};

static word_t mix(word_t hash, word_t value)
{
    hash = (hash ^ value) * 0x9E3779B97F4A7C15u;
    return hash ^ hash >> 29;
}

/* What is in a slot, and its type. */
static word_t digest_slot(cap_t table, word_t index, word_t *type,
                          word_t *flags)
{
    word_t found[MESSAGE_WORDS] = {0};
    word_t hash = 0;

    if (digest_ask(table, OP_TABLE_INSPECT, index, found) != OK)
        return 1;
    hash = mix(hash, found[INSPECT_TYPE]);
    hash = mix(hash, found[INSPECT_RIGHTS]);
    hash = mix(hash, found[INSPECT_BADGE]);
    hash = mix(hash, found[INSPECT_FLAGS]);
    *type = found[INSPECT_TYPE];
    *flags = found[INSPECT_FLAGS];
    return hash;
}

static word_t digest_table(word_t hash, cap_t table)
{
    word_t slots[MESSAGE_WORDS] = {0}, type, flags;

    if (digest_ask(table, OP_TABLE_INFO, 0, slots) != OK)
        return mix(hash, 2);
    for (word_t i = 1; i < slots[0]; i++)
        hash = mix(hash, digest_slot(table, i, &type, &flags));
    return hash;
}

/* State, priority, word, whom it serves, depth; not what it waits for, which is
   an address. */
static word_t digest_thread(word_t hash, cap_t thread)
{
    word_t info[MESSAGE_WORDS] = {0};

    if (digest_ask(thread, OP_THREAD_INFO, 0, info) != OK)
        return mix(hash, 2);
    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        hash = mix(hash, i == 3 ? 0 : info[i]);
    return hash;
}

/* Activations, free ones, callers that wait. */
static word_t digest_gate(word_t hash, cap_t gate)
{
    word_t info[MESSAGE_WORDS] = {0};

    if (digest_ask(gate, OP_GATE_INFO, 0, info) != OK)
        return mix(hash, 2);
    for (unsigned i = 0; i < 3; i++)
        hash = mix(hash, info[i]);
    return hash;
}

static word_t digest_root_slot(cap_t slot)
{
    word_t type = NO_TYPE, flags = 0;
    word_t hash = digest_slot(BOOT_SLOT_TABLE, slot, &type, &flags);

    /* Only originals: others need not have the right. What is being deleted
       cannot be asked. */
    if (!(flags & SLOT_FLAG_ORIGINAL) || flags & SLOT_FLAG_CLOSED)
        return hash;
    switch (type) {
    case TYPE_TABLE:
        return digest_table(hash, slot);
    case TYPE_THREAD:
        return digest_thread(hash, slot);
    case TYPE_GATE:
        return digest_gate(hash, slot);
    default:
        return hash;
    }
}

unsigned digest(uint16_t *digests)
{
    unsigned count = 0;

    for (cap_t slot = explored.root_built;
         slot < explored.root_end && count < DIGEST_SLOTS; slot++) {
        word_t hash = digest_root_slot(slot);

        hash ^= hash >> 32;
        digests[count++] = (uint16_t)(hash ^ hash >> 16);
    }
    return count;
}
