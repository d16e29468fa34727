/*
 * The kernel checks itself: what must hold of its state between any two steps.
 * It uses the tree to find every object, allocates nothing, and takes time in
 * proportion to what there is (squared, where objects point at each other).
 */
#include "invariants.h"

#include "invariants_parts.h"
#include "print.h"

#define PRINTED_MAX 20

static unsigned violations;

void invariants_violated(const char *what, const void *where)
{
    if (violations++ < PRINTED_MAX)
        print("invariant: %s (%p)\n", what, where);
}

bool invariants_alive(unsigned type, const void *object)
{
    FOR_EACH_SLOT(slot)
    if (slot_original(slot) && slot_type(slot) == type &&
        slot_object(slot) == object)
        return true;
    return false;
}

unsigned invariants_check(void)
{
    violations = 0;
    if (invariants_tree()) {
        invariants_memory();
        invariants_objects();
    }
    return violations;
}
