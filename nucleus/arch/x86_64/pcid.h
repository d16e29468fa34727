/*
 * Which domain's translations the processor may hold under which process
 * context identifier (PCID). There are fewer of them than domains, so that a
 * domain takes its identifier over from another: it then starts with nothing.
 * Flushing a domain that is not loaded means no more than forgetting that it
 * ever was. Without PCIDs every load flushes.
 */
#ifndef NUCLEUS_PCID_H
#define NUCLEUS_PCID_H

#include "abi.h"

#define PCID_COUNT 256 /* 0 is the kernel's own, with nothing in the window */

struct pcid_map {
    bool enabled;
    uint16_t loaded;            /* the domain whose page table is in use */
    uint16_t owner[PCID_COUNT]; /* domain id; 0: nobody's */
};

static inline unsigned pcid_of(unsigned domain_id)
{
    return domain_id ? 1 + domain_id % (PCID_COUNT - 1) : 0;
}

/* The identifier to load the domain with; `flush`: with nothing in it. */
static inline unsigned pcid_load(struct pcid_map *map, unsigned domain_id,
                                 bool *flush)
{
    unsigned pcid = map->enabled ? pcid_of(domain_id) : 0;

    map->loaded = (uint16_t)domain_id;
    *flush = !map->enabled || map->owner[pcid] != domain_id;
    map->owner[pcid] = (uint16_t)domain_id;
    return pcid;
}

/* True: what is loaded must be flushed now; else it will be at the next load,
   if there is anything to flush. (Without PCIDs spaces are also loaded without
   asking here, so that `loaded` may be out of date.) */
static inline bool pcid_flush(struct pcid_map *map, unsigned domain_id)
{
    unsigned pcid;

    if (!map->enabled || map->loaded == domain_id)
        return true;
    pcid = pcid_of(domain_id);
    if (map->owner[pcid] == domain_id)
        map->owner[pcid] = 0;
    return false;
}

#endif
