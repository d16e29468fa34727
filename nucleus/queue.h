/*
 * A first-in, first-out queue of nodes embedded in what waits in it. Circular,
 * so that inserting and removing have no special cases. A node outside every
 * queue has a NULL `next`.
 */
#ifndef NUCLEUS_QUEUE_H
#define NUCLEUS_QUEUE_H

#include "abi.h"

struct queue_node {
    struct queue_node *next;
    struct queue_node *previous;
};

struct queue {
    struct queue_node head;
};

/* The structure that `member` of the given type lies in. */
#define CONTAINER(pointer, type, member)                                       \
    ((type *)((char *)(pointer) - offsetof(type, member)))

static inline void queue_init(struct queue *queue)
{
    queue->head.next = &queue->head;
    queue->head.previous = &queue->head;
}

static inline bool queue_empty(const struct queue *queue)
{
    return queue->head.next == &queue->head;
}

static inline struct queue_node *queue_first(const struct queue *queue)
{
    return queue->head.next;
}

static inline void queue_insert_after(struct queue_node *before,
                                      struct queue_node *node)
{
    node->previous = before;
    node->next = before->next;
    before->next->previous = node;
    before->next = node;
}

static inline void queue_push_first(struct queue *queue,
                                    struct queue_node *node)
{
    queue_insert_after(&queue->head, node);
}

static inline void queue_push_last(struct queue *queue, struct queue_node *node)
{
    queue_insert_after(queue->head.previous, node);
}

static inline void queue_remove(struct queue_node *node)
{
    node->previous->next = node->next;
    node->next->previous = node->previous;
    node->next = NULL;
}

#endif
