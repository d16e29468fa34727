/*
 * The checker's parts share how violations are told and how the tree is walked.
 */
#ifndef NUCLEUS_INVARIANTS_PARTS_H
#define NUCLEUS_INVARIANTS_PARTS_H

#include "slot.h"

/* Prints and counts a violation; `where` is the slot or object it is about. */
void invariants_violated(const char *what, const void *where);

static inline void invariants_require(bool holds, const char *what,
                                      const void *where)
{
    if (!holds)
        invariants_violated(what, where);
}

/* Whether the tree has the original of this object. */
bool invariants_alive(unsigned type, const void *object);

/* Every slot of the tree, in preorder. */
#define FOR_EACH_SLOT(slot)                                                    \
    for (const struct slot *slot = slot_next(&tree_head); slot != &tree_head;  \
         slot = slot_next(slot))

/* invariants_tree.c: the list, the depths, what derives from what. False if the
   list itself is broken, so that nothing else can be looked at. */
bool invariants_tree(void);
/* invariants_memory.c: untypeds, frames, page tables. */
void invariants_memory(void);
/* invariants_objects.c: references between objects, queues, cores. */
void invariants_objects(void);

#endif
