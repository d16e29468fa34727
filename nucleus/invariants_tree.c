/*
 * The tree of capabilities: one circular list in preorder, whose slots all lie
 * in tables or are held by objects, and in which nobody has more than the
 * capability it was derived from.
 */
#include "deletion.h"
#include "frame.h"
#include "invariants_parts.h"
#include "operations.h"
#include "table.h"
#include "untyped.h"

/* How deep parents are remembered; what lies deeper is not compared. */
#define DEPTHS 256

static bool tree_links(void)
{
    const struct slot *slot = &tree_head;

    do {
        const struct slot *next = slot_next(slot);

        if (!next || slot_previous(next) != slot) {
            invariants_violated("the tree's links disagree", slot);
            return false;
        }
        slot = next;
    } while (slot != &tree_head);
    return true;
}

/* ---- each slot by itself ---- */

static bool table_doomed(const struct table *table)
{
    for (const struct table *t = deletion.doomed; t; t = t->next_doomed)
        if (t == table)
            return true;
    return false;
}

static void slot_plain(const struct slot *slot)
{
    unsigned type = slot_type(slot);
    bool callable = type == TYPE_GATE && slot_rights(slot) & GATE_CALL &&
                    !(slot_rights(slot) & GATE_CONFIGURE);

    invariants_require(type < OBJECT_TYPES && object_info[type].name,
                       "a slot of no type", slot);
    invariants_require(type != TYPE_SELF, "CAP_SELF in a slot", slot);
    if (type != TYPE_UNTYPED)
        invariants_require(!(slot_rights(slot) & ~object_info[type].rights),
                           "rights that the type does not have", slot);
    invariants_require(slot_callable(slot) == callable,
                       "the mark of callable gates is wrong", slot);
    invariants_require(!slot_watched(slot) ||
                           (type == TYPE_GATE && slot_badge(slot)),
                       "something else than a badged gate is watched", slot);
    invariants_require(!slot_closed(slot) || deletion_pending(),
                       "closed, but nothing is being deleted", slot);
    if (type == TYPE_REPLY)
        invariants_require(slot_depth(slot) == 0, "a reply has a parent", slot);
    else if (type == TYPE_UNTYPED)
        invariants_require(slot_original(slot), "an untyped is a copy", slot);
}

/* ---- what derives from what ---- */

static void derived_frame(const struct slot *slot, const struct slot *parent)
{
    paddr_t base = frame_base(slot), parent_base = frame_base(parent);
    word_t size = (word_t)1 << frame_size_bits(slot);
    word_t parent_size = (word_t)1 << frame_size_bits(parent);

    invariants_require(base >= parent_base &&
                           base + size <= parent_base + parent_size,
                       "a frame reaches beyond the one it derives from", slot);
    invariants_require(frame_device(slot) == frame_device(parent),
                       "a frame is of another kind than its parent", slot);
}

/* `parent` is the nearest slot left above; the ones between died first. */
static void derived(const struct slot *slot, const struct slot *parent)
{
    unsigned type = slot_type(slot);

    if (slot_original(slot)) {
        invariants_require(slot_type(parent) == TYPE_UNTYPED ||
                               object_info[slot_type(parent)].control,
                           "an original below a capability", slot);
        return;
    }
    if (slot_type(parent) != type) {
        invariants_violated("derived from another type", slot);
        return;
    }
    invariants_require(!(slot_rights(slot) & ~slot_rights(parent)),
                       "more rights than its parent", slot);
    if (type == TYPE_FRAME) {
        derived_frame(slot, parent);
        return;
    }
    invariants_require(slot_object(slot) == slot_object(parent),
                       "derived from another object's capability", slot);
    if (type == TYPE_CPU)
        invariants_require(slot_badge(slot) <= slot_badge(parent),
                           "a higher priority than its parent's", slot);
    else
        invariants_require(!slot_badge(parent) ||
                               slot_badge(slot) == slot_badge(parent),
                           "another badge than its parent's", slot);
}

/* A slot is unreachable, or closed, that lets its descendants lose their
   parents one by one. */
static bool below_deletion(const struct slot *slot)
{
    unsigned depth = slot_depth(slot);

    if (deletion.doomed)
        return true;
    while (slot != &tree_head) {
        slot = slot_previous(slot);
        if (slot_depth(slot) < depth && slot != &tree_head) {
            depth = slot_depth(slot);
            if (slot_closed(slot))
                return true;
        }
    }
    return false;
}

static void tree_derivations(void)
{
    static const struct slot *above[DEPTHS];
    unsigned known = 0; /* above[0 .. known - 1] are the path; NULL in gaps */

    FOR_EACH_SLOT(slot)
    {
        unsigned depth = slot_depth(slot);
        const struct slot *before = slot_previous(slot);
        unsigned limit = before == &tree_head ? 0 : slot_depth(before) + 1;
        const struct slot *parent = NULL;

        if (depth > limit)
            invariants_require(below_deletion(slot), "a gap in the depths",
                               slot);
        for (; known < depth && known < DEPTHS; known++)
            above[known] = NULL;
        for (unsigned i = depth; i > 0 && depth < DEPTHS && !parent; i--)
            parent = above[i - 1];
        if (parent)
            derived(slot, parent);
        else if (depth < DEPTHS && !slot_original(slot))
            invariants_require(slot_type(slot) == TYPE_REPLY,
                               "a copy without its original", slot);
        if (depth < DEPTHS) {
            above[depth] = slot;
            known = depth + 1;
        }
    }
}

/* ---- where slots are ---- */

static size_t table_in_use(const struct table *table, word_t from)
{
    size_t used = 0;

    for (word_t i = from; i < table->slots; i++)
        used += !slot_empty((const struct slot *)table + i);
    return used;
}

/* Every slot of the tree is one of a table's or an object's, as many as there
   are in use. */
static void tree_places(void)
{
    size_t in_tree = 0, in_tables = 0, held = 0, holding = 0;

    FOR_EACH_SLOT(slot)
    {
        const struct object_info *info = &object_info[slot_type(slot)];
        const struct slot *own = slot_object(slot);

        if (slot_holder(slot))
            held++;
        else
            in_tree++;
        if (!slot_original(slot))
            continue;
        if (slot_type(slot) == TYPE_TABLE) {
            invariants_require(!table_doomed(slot_object(slot)),
                               "a table is doomed and alive", slot);
            in_tables += table_in_use(slot_object(slot), 0);
        }
        for (unsigned i = 0; i < info->held; i++) {
            if (slot_empty(&own[i]))
                continue;
            holding++;
            invariants_require(slot_holder(&own[i]) == slot_type(slot) &&
                                   slot_held_index(&own[i]) == i,
                               "a held slot does not know its object", slot);
        }
    }
    for (const struct table *t = deletion.doomed; t; t = t->next_doomed)
        in_tables += table_in_use(t, t->scan);
    invariants_require(in_tree == in_tables,
                       "slots in tables and in the tree are not the same",
                       &tree_head);
    invariants_require(held == holding,
                       "held slots and the tree are not the same", &tree_head);
}

bool invariants_tree(void)
{
    const struct slot *pending = deletion.pending;

    if (!tree_links())
        return false;
    FOR_EACH_SLOT(slot)
    slot_plain(slot);
    if (pending)
        invariants_require(!slot_empty(pending) && slot_closed(pending),
                           "what is being deleted is not closed", pending);
    tree_derivations();
    tree_places();
    return true;
}
