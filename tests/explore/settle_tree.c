/*
 * While something is being deleted, capabilities whose parents are dead already
 * can be derived from, again and again, and get ever deeper. Who descends from
 * whom is all that depths say: a gap in them is kept, as one of one level.
 */
#include "settle_tree.h"
#include "explore.h"

#include "deletion.h"
#include "host_globals.h"

#define ABOVE_MAX 256

struct above {
    unsigned was, now;
};

static void set_depth(struct slot *slot, unsigned depth)
{
    slot->previous = (slot->previous & ~(word_t)SLOT_DEPTH_MAX) | depth;
}

void settle_tree(void)
{
    static struct above above[ABOVE_MAX];
    unsigned count = 0;

    if (!deletion_pending())
        return;
    for (struct slot *slot = slot_next(&tree_head); slot != &tree_head;
         slot = slot_next(slot)) {
        struct above here = {slot_depth(slot), 0};

        while (count && above[count - 1].was >= here.was)
            count--;
        if (count) {
            const struct above *parent = &above[count - 1];

            here.now = parent->now + (here.was - parent->was > 1 ? 2 : 1);
        } else {
            here.now = here.was ? 1 : 0;
        }
        if (count == ABOVE_MAX)
            return;
        above[count++] = here;
        if (here.now != here.was)
            set_depth(slot, here.now);
    }
}
