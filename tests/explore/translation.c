/*
 * The strictest translation cache: whatever could have been cached before a
 * step has been. A translation that the step takes away must be flushed, after
 * it has gone from the page table or while its domain is not loaded; else it
 * would be cached again.
 */
#include "explore.h"

#include "domain.h"
#include "frame.h"
#include "host_globals.h"

#define ENTRIES 64u
#define PAGE ((word_t)1 << ARCH_PAGE_BITS)

static struct translation {
    unsigned domain_id;
    unsigned level;
    word_t page;
    word_t entry;
    bool flushed;
} cached[ENTRIES];
static unsigned count;

unsigned host_tlb_flushes;

/* The page tables say so still. */
static bool supported(const struct translation *t)
{
    const struct domain *domain =
        domain_by_id(t->domain_id, domain_generation(t->domain_id));
    unsigned level;

    return domain && page_table_entry(domain, t->page, &level) == t->entry &&
           level == t->level;
}

static void cache_frame(const struct slot *frame, const struct domain *domain)
{
    paddr_t at = frame_base(frame);
    paddr_t end = at + ((word_t)1 << frame_size_bits(frame));

    while (at < end && count < ENTRIES) {
        struct translation *t = &cached[count];

        *t = (struct translation){.domain_id = domain->id, .page = at};
        t->entry = page_table_entry(domain, at, &t->level);
        if (arch_entry_rights(t->entry))
            count++;
        at += PAGE << (t->level * ARCH_TABLE_BITS);
    }
}

void translation_begin(void)
{
    count = 0;
    FOR_EACH_MAPPED(slot)
    {
        const struct domain *domain = frame_domain(slot);

        if (domain != thread_domain(host_controller))
            cache_frame(slot, domain);
    }
}

bool translation_stale(void)
{
    for (unsigned i = 0; i < count; i++)
        if (!cached[i].flushed && !supported(&cached[i]))
            return true;
    return false;
}

/* ---- what the kernel asks for ---- */

static void flush(struct translation *t)
{
    t->flushed |= host_space_id != t->domain_id || !supported(t);
}

void arch_tlb_flush_address(unsigned domain_id, word_t address)
{
    host_tlb_flushes++;
    for (unsigned i = 0; i < count; i++) {
        word_t span = PAGE << (cached[i].level * ARCH_TABLE_BITS);

        if (cached[i].domain_id == domain_id &&
            cached[i].page / span == address / span)
            flush(&cached[i]);
    }
}

void arch_tlb_flush_domain(unsigned domain_id)
{
    host_tlb_flushes++;
    for (unsigned i = 0; i < count; i++)
        if (cached[i].domain_id == domain_id)
            flush(&cached[i]);
}

/* ---- what the rest of the harness asks for ---- */

void host_tlb_reset(void)
{
    count = 0;
}

bool host_translate(word_t address, unsigned right)
{
    (void)address;
    (void)right;
    return false;
}
