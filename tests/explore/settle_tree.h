/* See settle_tree.c. */
#ifndef EXPLORE_SETTLE_TREE_H
#define EXPLORE_SETTLE_TREE_H

void settle_tree(void);

#endif
