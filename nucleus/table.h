/*
 * A table of slots. Slot 0 is always empty, so its bytes hold the table's own
 * header: the first word is zero, as an empty slot's is.
 */
#ifndef NUCLEUS_TABLE_H
#define NUCLEUS_TABLE_H

#include "arch.h"
#include "slot.h"

struct table {
    word_t empty; /* always 0: slot 0 has no type */
    word_t slots; /* how many, a power of two */
    struct table *next_doomed;
    word_t scan; /* of a doomed table: slots before this one are empty */
};

static_assert(sizeof(struct table) == sizeof(struct slot));

/* The slot, or NULL if it is out of range or 0. (A mispredicted branch leads to
   slot 0.) */
static inline struct slot *table_slot(struct table *table, word_t index)
{
    word_t within = arch_index(index, table->slots);

    __builtin_assume(table != NULL);
    return within ? (struct slot *)table + within : NULL;
}

#endif
