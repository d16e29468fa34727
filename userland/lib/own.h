/*
 * The program's own capabilities and the slots of its own table: making objects
 * out of its untyped, deriving, deleting.
 */
#ifndef LIB_OWN_H
#define LIB_OWN_H

#include "abi.h"
#include "caps.h"

/* The slots that the library works with; root fills in its own. */
struct own {
    cap_t table;
    cap_t domain;
    cap_t untyped;
    cap_t cpu;
    cap_t root;
    cap_t fault;
};

extern struct own own;

/* Slots [first, end) of the own table are free. */
void slots_start(cap_t first, cap_t end);
/* An empty slot; 0: there is none. Safe between threads. */
cap_t slot_allocate(void);
/* The slot is empty and not needed any more. */
void slot_free(cap_t slot);
/* Deletes what is in it, if anything, and frees it. */
void slot_delete(cap_t slot);
/* What is in it: enum object_type; NO_TYPE: nothing. */
word_t slot_type(cap_t slot);
/* Whether something is derived from what is in it. */
bool slot_has_descendants(cap_t slot);
/* How many slots are in use. */
unsigned slots_used(void);

/* Makes an object in a slot of its own. */
[[nodiscard]] enum status object_create(enum object_type type, word_t size_bits,
                                        cap_t *object);
/* Derives into a slot of its own; `badge` 0 leaves it as it is. */
[[nodiscard]] enum status object_derive(cap_t source, word_t rights,
                                        word_t badge, cap_t *child);

#endif
