/*
 * The translation cache of the fake machine. QEMU hides missing invalidations;
 * here each access leaves its translation behind until the kernel flushes it,
 * and host_tlb_stale() compares what is left with the page tables.
 */
#include "host.h"

#include "domain.h"

#include <stdio.h>

#define ENTRIES 64
#define PAGE_MASK (((word_t)1 << ARCH_PAGE_BITS) - 1)

struct translation {
    bool valid;
    unsigned domain_id;
    word_t page;
    word_t entry; /* the leaf */
    unsigned level;
};

static struct translation cache[ENTRIES];
static unsigned next_victim;
unsigned host_tlb_flushes;
unsigned host_tlb_domain_flushes;

void host_tlb_reset(void)
{
    for (unsigned i = 0; i < ENTRIES; i++)
        cache[i].valid = false;
    next_victim = 0;
    host_tlb_flushes = host_tlb_domain_flushes = 0;
}

void arch_tlb_flush_address(unsigned domain_id, word_t address)
{
    host_tlb_flushes++;
    for (unsigned i = 0; i < ENTRIES; i++) {
        word_t span = (word_t)1
                      << (ARCH_PAGE_BITS + cache[i].level * ARCH_TABLE_BITS);

        /* One flush forgets the whole leaf that covers the address. */
        if (cache[i].domain_id == domain_id &&
            cache[i].page / span == address / span)
            cache[i].valid = false;
    }
}

void arch_tlb_flush_domain(unsigned domain_id)
{
    host_tlb_flushes++;
    host_tlb_domain_flushes++;
    for (unsigned i = 0; i < ENTRIES; i++)
        if (cache[i].domain_id == domain_id)
            cache[i].valid = false;
}

/* The machine's own walk: the leaf for the address, or 0. */
static word_t walk(paddr_t root, word_t address, unsigned *level)
{
    paddr_t table = root;

    for (*level = ARCH_LEVELS - 1;; --*level) {
        unsigned shift = ARCH_PAGE_BITS + *level * ARCH_TABLE_BITS;
        word_t index = address >> shift & ((1u << ARCH_TABLE_BITS) - 1);
        word_t entry = *(word_t *)arch_from_physical(table + index * 8);

        if (!arch_entry_is_table(entry, *level))
            return entry;
        table = arch_entry_address(entry);
    }
}

static struct translation *cached(unsigned domain_id, word_t page)
{
    for (unsigned i = 0; i < ENTRIES; i++)
        if (cache[i].valid && cache[i].domain_id == domain_id &&
            cache[i].page == page)
            return &cache[i];
    return NULL;
}

static struct translation *look_up(paddr_t root, unsigned id, word_t address)
{
    word_t page = address & ~PAGE_MASK;
    struct translation *found = cached(id, page);
    unsigned level;
    word_t entry;

    if (found || address >= HOST_WINDOW_BYTES || !root)
        return found;
    entry = walk(root, address, &level);
    if (!entry || !arch_entry_rights(entry))
        return NULL;
    found = &cache[next_victim++ % ENTRIES];
    *found = (struct translation){true, id, page, entry, level};
    return found;
}

bool host_translate(word_t address, unsigned right)
{
    const struct translation *found =
        look_up(host_space_root, host_space_id, address);

    return found && arch_entry_rights(found->entry) & right;
}

static struct domain *domain_now(unsigned id)
{
    return domain_by_id(id, domain_generation(id));
}

void host_tlb_touch(unsigned domain_id, word_t address)
{
    const struct domain *domain = domain_now(domain_id);

    if (domain)
        (void)look_up(arch_to_physical(domain->root), domain_id, address);
}

unsigned host_tlb_stale(void)
{
    unsigned stale = 0;

    for (unsigned i = 0; i < ENTRIES; i++) {
        const struct translation *t = &cache[i];
        const struct domain *domain =
            t->valid ? domain_now(t->domain_id) : NULL;
        unsigned level;

        if (!domain)
            continue;
        if (walk(arch_to_physical(domain->root), t->page, &level) == t->entry &&
            level == t->level)
            continue;
        fprintf(stderr, "stale translation: domain %u, page %#lx\n",
                t->domain_id, (unsigned long)t->page);
        stale++;
    }
    return stale;
}
