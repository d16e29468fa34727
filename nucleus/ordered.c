/*
 * The AVL tree of ordered.h. Children are indexed by side, so that each
 * rotation is written once for both directions.
 */
#include "ordered.h"

enum {
    SMALLER = 0,
    GREATER = 1
};

static unsigned node_height(const struct ordered_node *node)
{
    return node ? node->height : 0;
}

static void node_update_height(struct ordered_node *node)
{
    unsigned smaller = node_height(node->child[SMALLER]);
    unsigned greater = node_height(node->child[GREATER]);

    node->height = (uint8_t)((smaller > greater ? smaller : greater) + 1);
}

static unsigned node_side(const struct ordered_node *node)
{
    return node->parent->child[GREATER] == node ? GREATER : SMALLER;
}

/* Puts `node` (may be NULL) where `old` was under its parent. */
static void replace_child(struct ordered *tree, const struct ordered_node *old,
                          struct ordered_node *node)
{
    if (!old->parent)
        tree->root = node;
    else
        old->parent->child[node_side(old)] = node;
    if (node)
        node->parent = old->parent;
}

/* The child on `side` takes the node's place, the node becomes its child. */
static struct ordered_node *rotate(struct ordered *tree,
                                   struct ordered_node *node, unsigned side)
{
    struct ordered_node *up = node->child[side];
    struct ordered_node *middle = up->child[!side];

    replace_child(tree, node, up);
    node->child[side] = middle;
    if (middle)
        middle->parent = node;
    up->child[!side] = node;
    node->parent = up;
    node_update_height(node);
    node_update_height(up);
    return up;
}

/* Mends heights and balance from `node` upwards. */
static void rebalance(struct ordered *tree, struct ordered_node *node)
{
    for (; node; node = node->parent) {
        unsigned smaller = node_height(node->child[SMALLER]);
        unsigned greater = node_height(node->child[GREATER]);
        unsigned side = greater > smaller ? GREATER : SMALLER;
        struct ordered_node *high = node->child[side];

        if (smaller <= greater + 1 && greater <= smaller + 1) {
            node_update_height(node);
            continue;
        }
        if (node_height(high->child[!side]) > node_height(high->child[side]))
            rotate(tree, high, !side);
        node = rotate(tree, node, side);
    }
}

void ordered_insert(struct ordered *tree, struct ordered_node *node, word_t key)
{
    struct ordered_node *parent = NULL;
    struct ordered_node *at = tree->root;
    bool smallest = true;
    unsigned side = SMALLER;

    while (at) {
        parent = at;
        side = key < at->key ? SMALLER : GREATER;
        smallest = smallest && side == SMALLER;
        at = at->child[side];
    }
    *node = (struct ordered_node){.parent = parent, .key = key, .height = 1};
    if (parent)
        parent->child[side] = node;
    else
        tree->root = node;
    if (smallest)
        tree->first = node;
    rebalance(tree, parent);
}

/* Exchanges a node that has two children with the next one in order, which
   has at most one. */
static void take_place(struct ordered *tree, struct ordered_node *node,
                       struct ordered_node *next)
{
    struct ordered_node old = *next;

    replace_child(tree, node, next);
    next->height = node->height;
    next->child[SMALLER] = node->child[SMALLER];
    next->child[SMALLER]->parent = next;
    node->child[SMALLER] = NULL;
    if (node->child[GREATER] == next) {
        next->child[GREATER] = node;
        node->parent = next;
    } else {
        next->child[GREATER] = node->child[GREATER];
        next->child[GREATER]->parent = next;
        old.parent->child[SMALLER] = node;
        node->parent = old.parent;
    }
    node->child[GREATER] = old.child[GREATER];
    if (node->child[GREATER])
        node->child[GREATER]->parent = node;
}

void ordered_remove(struct ordered *tree, struct ordered_node *node)
{
    struct ordered_node *next = ordered_next(node);

    if (tree->first == node)
        tree->first = next;
    if (node->child[SMALLER] && node->child[GREATER])
        take_place(tree, node, next);
    replace_child(tree, node,
                  node->child[node->child[SMALLER] ? SMALLER : GREATER]);
    rebalance(tree, node->parent);
    node->height = 0;
}

struct ordered_node *ordered_next(const struct ordered_node *node)
{
    struct ordered_node *at = node->child[GREATER];

    if (!at) {
        while (node->parent && node_side(node) == GREATER)
            node = node->parent;
        return node->parent;
    }
    while (at->child[SMALLER])
        at = at->child[SMALLER];
    return at;
}

static bool node_check(const struct ordered_node *node)
{
    unsigned smaller = node_height(node->child[SMALLER]);
    unsigned greater = node_height(node->child[GREATER]);
    unsigned highest = smaller > greater ? smaller : greater;

    for (unsigned side = SMALLER; side <= GREATER; side++)
        if (node->child[side] && node->child[side]->parent != node)
            return false;
    return node->height == highest + 1 && smaller <= greater + 1 &&
           greater <= smaller + 1;
}

bool ordered_check(const struct ordered *tree)
{
    const struct ordered_node *node = tree->root;
    const struct ordered_node *next;

    if (node && node->parent)
        return false;
    while (node && node->child[SMALLER])
        node = node->child[SMALLER];
    if (node != tree->first)
        return false;
    for (; node; node = next) {
        next = ordered_next(node);
        if (!node_check(node) || (next && next->key < node->key))
            return false;
    }
    return true;
}
