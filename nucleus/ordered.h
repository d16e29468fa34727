/*
 * An ordered tree of nodes embedded in what is ordered: smallest key first, and
 * equal keys in the order in which they were inserted. An AVL tree, so that
 * every operation takes at most 1.45 log2(n) steps; nothing recurses. An
 * all-zero tree is empty; a node outside every tree has height 0.
 */
#ifndef NUCLEUS_ORDERED_H
#define NUCLEUS_ORDERED_H

#include "abi.h"

struct ordered_node {
    struct ordered_node *parent;
    struct ordered_node *child[2]; /* smaller, and greater or equal */
    word_t key;
    uint8_t height; /* 1 for a node without children */
};

struct ordered {
    struct ordered_node *root;
    struct ordered_node *first;
};

/* The node with the smallest key, or NULL. */
static inline struct ordered_node *ordered_first(const struct ordered *tree)
{
    return tree->first;
}

static inline bool ordered_contains(const struct ordered_node *node)
{
    return node->height > 0;
}

void ordered_insert(struct ordered *tree, struct ordered_node *node,
                    word_t key);
/* The node must be in this tree. */
void ordered_remove(struct ordered *tree, struct ordered_node *node);
/* The one after it, or NULL. */
struct ordered_node *ordered_next(const struct ordered_node *node);
/* Whether the tree is what it should be; takes time in proportion to it. */
bool ordered_check(const struct ordered *tree);

#endif
