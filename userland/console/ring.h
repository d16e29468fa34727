/*
 * A ring of bytes between the interrupt's pace and the clients'. Indices only
 * grow; their difference is how much is in it.
 */
#ifndef CONSOLE_RING_H
#define CONSOLE_RING_H

#include <stdbool.h>
#include <stdint.h>

#define RING_BYTES 4096u

struct ring {
    uint32_t in;
    uint32_t out;
    uint8_t bytes[RING_BYTES];
};

static inline uint32_t ring_used(const struct ring *ring)
{
    return ring->in - ring->out;
}

static inline uint32_t ring_room(const struct ring *ring)
{
    return RING_BYTES - ring_used(ring);
}

/* The caller has looked at ring_room. */
static inline void ring_put(struct ring *ring, uint8_t byte)
{
    ring->bytes[ring->in++ % RING_BYTES] = byte;
}

/* The byte `offset` places behind the oldest one. */
static inline uint8_t ring_peek(const struct ring *ring, uint32_t offset)
{
    return ring->bytes[(ring->out + offset) % RING_BYTES];
}

static inline void ring_drop(struct ring *ring, uint32_t count)
{
    ring->out += count;
}

#endif
