/*
 * The states that have been reached: an open table of hashes, shared by all
 * workers. A hash is put in place atomically; nothing is ever removed.
 */
#include "explore.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>

static void *share(size_t bytes)
{
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (memory == MAP_FAILED) {
        perror("memory for the visited states");
        abort();
    }
    return memory;
}

void visited_make(struct visited *visited, unsigned bits)
{
    visited->visit = share(sizeof(struct visit) << bits);
    visited->count = share(sizeof *visited->count);
    visited->mask = ((uint64_t)1 << bits) - 1;
}

bool visited_add(const struct visited *visited, uint64_t hash, uint32_t parent,
                 uint32_t action, uint32_t *id)
{
    for (uint64_t at = hash >> 20 & visited->mask;;
         at = (at + 1) & visited->mask) {
        struct visit *visit = &visited->visit[at];
        uint64_t there =
            atomic_load_explicit(&visit->hash, memory_order_relaxed);

        if (there == hash)
            return false;
        if (there)
            continue;
        if (!atomic_compare_exchange_strong(&visit->hash, &there, hash)) {
            if (there == hash)
                return false;
            continue;
        }
        visit->parent = parent;
        visit->action = action;
        atomic_fetch_add_explicit(visited->count, 1, memory_order_relaxed);
        *id = (uint32_t)at;
        return true;
    }
}

bool visited_full(const struct visited *visited)
{
    return atomic_load_explicit(visited->count, memory_order_relaxed) >
           visited->mask / 10 * 9;
}
