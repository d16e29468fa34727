/* Reproducible random numbers: xorshift64*. */
#ifndef HOST_RANDOM_H
#define HOST_RANDOM_H

#include <stdint.h>

struct random {
    uint64_t state;
};

static inline uint64_t random_next(struct random *random)
{
    uint64_t x = random->state;

    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    random->state = x;
    return x * 0x2545F4914F6CDD1Du;
}

/* From 0 to limit - 1. */
static inline uint64_t random_below(struct random *random, uint64_t limit)
{
    return (random_next(random) >> 16) % limit;
}

/* True `percent` times in a hundred. */
static inline int random_chance(struct random *random, unsigned percent)
{
    return random_below(random, 100) < percent;
}

static inline struct random random_seed(uint64_t seed)
{
    struct random random = {seed * 0x9E3779B97F4A7C15u + 0x1234567u};

    if (!random.state)
        random.state = 1;
    for (int i = 0; i < 8; i++)
        (void)random_next(&random);
    return random;
}

#endif
