/*
 * Memory: objects do not overlap and lie in what their untyped has handed out;
 * page tables allow what frame capabilities allow, and nothing else.
 */
#include "core.h"
#include "domain.h"
#include "frame.h"
#include "invariants_parts.h"
#include "operations.h"
#include "table.h"
#include "untyped.h"

#define PAGE ((word_t)1 << ARCH_PAGE_BITS)
#define ENTRIES (1u << ARCH_TABLE_BITS)
/* The root's entries for the window; any others are the processor's matter. */
#define ROOT_ENTRIES                                                           \
    (1u << (ARCH_WINDOW_BITS - ARCH_PAGE_BITS -                                \
            (ARCH_LEVELS - 1) * ARCH_TABLE_BITS))

/* ---- untypeds and what is made from them ---- */

static struct physical_range object_range(const struct slot *slot)
{
    unsigned type = slot_type(slot);
    unsigned bits = object_info[type].size_bits;
    paddr_t base;

    if (type == TYPE_UNTYPED)
        return (struct physical_range){
            untyped_base(slot), untyped_base(slot) + untyped_size(slot), NULL};
    base = type == TYPE_FRAME ? frame_base(slot)
                              : arch_to_physical(slot_object(slot));
    if (type == TYPE_FRAME)
        bits = frame_size_bits(slot);
    else if (type == TYPE_DOMAIN)
        bits = ((const struct domain *)slot_object(slot))->size_bits;
    else if (type == TYPE_TABLE)
        return (struct physical_range){
            base,
            base +
                (((const struct table *)slot_object(slot))->slots << SLOT_BITS),
            NULL};
    return (struct physical_range){base, base + ((word_t)1 << bits), NULL};
}

/* Newer objects come first below their untyped and lie higher. */
static void untyped_check(const struct slot *untyped)
{
    unsigned depth = slot_depth(untyped);
    paddr_t base = untyped_base(untyped);
    word_t free = untyped_free_offset(untyped);
    paddr_t limit = base + free;
    const struct slot *slot = slot_next(untyped);

    invariants_require(untyped_cleared_offset(untyped) <= untyped_size(untyped),
                       "cleared beyond the untyped's end", untyped);
    while (slot_depth(slot) > depth) {
        unsigned inner = slot_depth(slot);
        bool nested = slot_type(slot) == TYPE_UNTYPED;

        if (slot_original(slot)) {
            struct physical_range range = object_range(slot);

            invariants_require(range.base >= base && range.end <= limit,
                               "an object overlaps, or was not handed out",
                               slot);
            invariants_require(!(range.base & (range.end - range.base - 1)),
                               "an object is not aligned to its size", slot);
            limit = range.base;
        }
        slot = slot_next(slot);
        while (nested && slot_depth(slot) > inner)
            slot = slot_next(slot);
    }
}

/* ---- frames and page tables ---- */

/* How many entries the mapping of this frame capability has; each must be
   there. */
static size_t frame_entries(const struct slot *frame,
                            const struct domain *domain)
{
    paddr_t at = frame_base(frame);
    paddr_t end = at + ((word_t)1 << frame_size_bits(frame));
    size_t entries = 0;

    while (at < end) {
        unsigned level = 0;
        word_t entry = page_table_entry(domain, at, &level);

        if (!arch_entry_used(entry) || arch_entry_address(entry) != at) {
            invariants_violated("a mapped frame without its entry", frame);
            return entries;
        }
        invariants_require(!(arch_entry_rights(entry) & ~slot_rights(frame)),
                           "an entry allows more than its frame", frame);
        invariants_require(
            (arch_entry_rights(entry) & (FRAME_WRITE | FRAME_EXECUTE)) !=
                (FRAME_WRITE | FRAME_EXECUTE),
            "writable and executable at once", frame);
        at += (word_t)1 << (ARCH_PAGE_BITS + level * ARCH_TABLE_BITS);
        entries++;
    }
    invariants_require(at == end, "an entry reaches beyond its frame", frame);
    return entries;
}

struct table_walk {
    const word_t *table[ARCH_LEVELS];
    unsigned index[ARCH_LEVELS];
    unsigned used[ARCH_LEVELS];
    size_t leaves, tables;
};

static bool in_domain(const struct domain *domain, const void *table)
{
    return (const char *)table > (const char *)domain &&
           (const char *)table < (const char *)domain->end &&
           !((word_t)table & (PAGE - 1));
}

/* One entry of the walk; the level to go on with. */
static unsigned walk_entry(const struct domain *domain, struct table_walk *walk,
                           unsigned level)
{
    word_t entry = walk->table[level][walk->index[level]++];
    const word_t *below;

    if (!arch_entry_used(entry))
        return level;
    walk->used[level]++;
    if (!arch_entry_is_table(entry, level)) {
        walk->leaves++;
        return level;
    }
    below = arch_from_physical(arch_entry_address(entry));
    if (!in_domain(domain, below)) {
        invariants_violated("a page table outside its domain", domain);
        return level;
    }
    walk->tables++;
    walk->table[level - 1] = below;
    walk->index[level - 1] = walk->used[level - 1] = 0;
    return level - 1;
}

/* All tables of a domain: as many entries as each says, no empty ones, and all
   the others free. Returns the leaves. */
static size_t domain_entries(const struct domain *domain)
{
    struct table_walk walk = {.table = {[ARCH_LEVELS - 1] = domain->root}};
    unsigned level = ARCH_LEVELS - 1;
    size_t free =
        (size_t)((const char *)domain->end - (const char *)domain->fresh) >>
        ARCH_PAGE_BITS;

    while (level < ARCH_LEVELS) {
        if (walk.index[level] <
            (level == ARCH_LEVELS - 1 ? ROOT_ENTRIES : ENTRIES)) {
            level = walk_entry(domain, &walk, level);
            continue;
        }
        if (level + 1 < ARCH_LEVELS) {
            word_t above = walk.table[level + 1][walk.index[level + 1] - 1];

            invariants_require(walk.used[level] == arch_entry_count(above),
                               "a table's count of entries is wrong", domain);
            invariants_require(walk.used[level], "an empty page table is kept",
                               domain);
        }
        level++;
    }
    for (const word_t *t = domain->free_tables; t && free <= domain->tables;
         t = (const word_t *)*t)
        free++;
    invariants_require(free == domain->tables_free &&
                           free + walk.tables == domain->tables,
                       "page tables are lost", domain);
    return walk.leaves;
}

void invariants_memory(void)
{
    size_t in_frames = 0, in_tables = 0;

    FOR_EACH_SLOT(slot)
    {
        if (slot_type(slot) == TYPE_UNTYPED) {
            untyped_check(slot);
        } else if (slot_type(slot) == TYPE_FRAME) {
            const struct domain *domain = frame_domain(slot);

            if (domain)
                in_frames += frame_entries(slot, domain);
        } else if (slot_type(slot) == TYPE_DOMAIN && slot_original(slot)) {
            const struct domain *domain = slot_object(slot);

            in_tables += domain_entries(domain);
            invariants_require(
                domain_by_id(domain->id, domain_generation(domain->id)) ==
                    domain,
                "a domain's id names another", domain);
        }
    }
    invariants_require(in_frames == in_tables,
                       "page-table entries without a frame capability",
                       &tree_head);
}
