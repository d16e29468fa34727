/*
 * A protection domain: control block, root page table and a pool of page
 * tables, all in one object.
 */
#ifndef NUCLEUS_DOMAIN_H
#define NUCLEUS_DOMAIN_H

#include "arch.h"
#include "operations.h"
#include "table.h"

struct domain {
    struct slot held[DOMAIN_HOLDS_COUNT];
    /* What the fast path reads: the table (without one, an empty one); how many
       slots can be invoked; arch_space_word(). If a syscall gate gets all
       invocations the last two are 0. */
    struct table *table;
    word_t bound;
    word_t space;
    bool foreign; /* its threads' invocations go to a syscall gate */
    unsigned id; /* index into the table of domain ids */
    word_t *root; /* the root page table */
    word_t *free_tables; /* emptied ones, linked through their first words */
    word_t *fresh; /* the first that was never used */
    word_t *end;
    unsigned tables_free;
    unsigned tables;
    unsigned size_bits; /* of the whole object */
    word_t mark[2]; /* what a frame mapped here has in its head and address */
};

static inline struct table *domain_table(const struct domain *domain)
{
    return domain->table;
}

/* The empty slot 0, which stands for all that are out of range. */
static inline struct slot *domain_slot_none(const struct domain *domain)
{
    return (struct slot *)domain->table;
}

/* The slot `index` of its table. */
static inline struct slot *domain_slot(const struct domain *domain,
                                       word_t index)
{
    struct table *table = domain->table;

    return (struct slot *)table + arch_index(index, table->slots);
}

/* Domain ids: a frame capability names the domain that it is mapped in by (id,
   generation); the generation changes when the id is given to another. Id 0 is
   nobody's. */
struct domain_id {
    union {
        struct domain *domain;
        word_t next_free; /* another id that is free, or 0 */
    };
    word_t generation;
};

extern struct domain_id domain_ids[ARCH_DOMAIN_IDS];

static inline struct domain *domain_owner(unsigned id, word_t generation)
{
    return domain_ids[id].generation == generation ? domain_ids[id].domain
                                                   : NULL;
}

/* The same where that is not worth a function's length. */
struct domain *domain_by_id(unsigned id, word_t generation);
word_t domain_generation(unsigned id);

/* ---- page_table.c ---- */

/* 2^size_bits bytes at `base`, as domain.map promises. */
[[nodiscard]] int page_table_map(struct domain *domain, paddr_t base,
                                 unsigned size_bits, unsigned rights,
                                 unsigned memory);
/* The same with a frame, which then says that it is mapped there. */
[[nodiscard]] int page_table_map_frame(struct domain *domain,
                                       struct slot *frame, unsigned rights,
                                       unsigned memory);
void page_table_unmap(struct domain *domain, paddr_t base, unsigned size_bits);
void page_table_protect(struct domain *domain, paddr_t base, unsigned size_bits,
                        unsigned rights);
/* The entry that translates the address, or 0, and the leaf's level. */
word_t page_table_entry(const struct domain *domain, paddr_t address,
                        unsigned *level);

#endif
