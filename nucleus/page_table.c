/*
 * The page tables of a domain: an identity mapping, so that a table says only
 * what may be touched. How many entries of a table are in use is kept in the
 * entry that points at it; a table that becomes empty goes back to the pool.
 */
#include "domain.h"
#include "frame.h"

#define TABLE_ENTRIES ((word_t)1 << ARCH_TABLE_BITS)
#define FLUSH_ONE_BY_ONE 8u
/* So many leaves one step may take. */
#define LEAVES_MAX 256u

/* The leaves of one mapping: `count` entries from `first` in the table that
   the entry path[level + 1] points at. path[] holds the entry used at each
   level; path[ARCH_LEVELS] stands for the pointer to the root. */
struct walk {
    unsigned level;
    unsigned count;
    word_t *first;
    word_t *path[ARCH_LEVELS];
};

static unsigned level_shift(unsigned level)
{
    return ARCH_PAGE_BITS + level * ARCH_TABLE_BITS;
}

static word_t *level_entry(word_t *table, paddr_t address, unsigned level)
{
    return &table[address >> level_shift(level) & (TABLE_ENTRIES - 1)];
}

/* Chooses the largest leaf that fits; false if it takes too many of them. */
static bool walk_begin(struct walk *walk, unsigned size_bits)
{
    unsigned level = 0;
    unsigned bits;

    while (level_shift(level + 1) <= size_bits && arch_leaf_allowed(level + 1))
        level++;
    bits = size_bits - level_shift(level);
    if (bits > ARCH_TABLE_BITS || 1u << bits > LEAVES_MAX)
        return false;
    walk->level = level;
    walk->count = 1u << bits;
    return true;
}

/* Goes down as far as tables exist. Returns the level of the table reached:
   walk->level if it is the one for the leaves. Stops above a leaf. */
[[gnu::noinline]] static unsigned
walk_down(struct walk *walk, const struct domain *domain, paddr_t base)
{
    word_t *table = domain->root;
    unsigned level = ARCH_LEVELS - 1;

    while (level > walk->level) {
        word_t *entry = level_entry(table, base, level);

        walk->path[level] = entry;
        if (!arch_entry_is_table(*entry, level))
            break;
        table = arch_entry_below(*entry);
        level--;
    }
    walk->first = level_entry(table, base, walk->level);
    return level;
}

/* The walk to a mapping that there is, as its frame's record says. */
static bool walk_mapped(struct walk *walk, const struct domain *domain,
                        paddr_t base, unsigned size_bits)
{
    return walk_begin(walk, size_bits) &&
           walk_down(walk, domain, base) == walk->level;
}

/* Straight down to the entry for a page, and to the one that points at its
   table; NULL if tables are missing. */
static inline word_t *walk_to_page(const struct domain *domain, paddr_t base,
                                   word_t **above)
{
    word_t *table = domain->root;

#pragma clang loop unroll(full)
    for (unsigned level = ARCH_LEVELS - 1; level > 0; level--) {
        word_t *entry = level_entry(table, base, level);

        if (!arch_entry_is_table(*entry, level))
            return NULL;
        *above = entry;
        table = arch_entry_below(*entry);
    }
    return level_entry(table, base, 0);
}

/* ---- the pool ---- */

static word_t *pool_take(struct domain *domain)
{
    word_t *table = domain->free_tables;

    if (table) {
        domain->free_tables = (word_t *)table[0];
        table[0] = 0;
    } else {
        table = domain->fresh;
        domain->fresh += TABLE_ENTRIES;
    }
    domain->tables_free--;
    return table;
}

static void pool_put(struct domain *domain, word_t *table)
{
    table[0] = (word_t)domain->free_tables;
    domain->free_tables = table;
    domain->tables_free++;
}

/* Changes the count in the entry that points at a table; a table that becomes
   empty goes, and so on upwards. True if any went. */
static bool walk_count(struct walk *walk, struct domain *domain, int change)
{
    bool gone = false;

    for (unsigned level = walk->level + 1; level < ARCH_LEVELS; level++) {
        word_t *entry = walk->path[level];
        word_t changed = arch_entry_counted(*entry, change);

        if (arch_entry_count(changed)) {
            *entry = changed;
            break;
        }
        *entry = 0;
        pool_put(domain, arch_entry_below(changed));
        gone = true;
        change = -1;
    }
    return gone;
}

/* ---- mapping ---- */

/* The number of leaves is a power of two, so that many of them come in whole
   rows: with interrupts masked each costs less than two instructions. */
#define ROW 8u

static bool row_unused(const word_t *row)
{
    word_t used = 0;

#pragma clang loop unroll(full)
    for (unsigned i = 0; i < ROW; i++)
        used |= row[i];
    return !arch_entry_used(used);
}

static void row_fill(word_t *row, word_t leaf, word_t step)
{
#pragma clang loop unroll(full)
    for (unsigned i = 0; i < ROW; i++) {
        row[i] = leaf;
        leaf += step;
    }
}

static bool walk_unused(const struct walk *walk)
{
    if (walk->count >= ROW) {
        for (unsigned i = 0; i < walk->count; i += ROW)
            if (!row_unused(&walk->first[i]))
                return false;
        return true;
    }
    for (unsigned i = 0; i < walk->count; i++)
        if (arch_entry_used(walk->first[i]))
            return false;
    return true;
}

/* Leaves that differ by `step`. */
static inline void walk_write(const struct walk *walk, word_t leaf, word_t step)
{
    if (walk->count >= ROW) {
        for (unsigned i = 0; i < walk->count; i += ROW, leaf += ROW * step)
            row_fill(&walk->first[i], leaf, step);
        return;
    }
    for (unsigned i = 0; i < walk->count; i++, leaf += step)
        walk->first[i] = leaf;
}

/* The leaves differ by their addresses only, which can be added. */
[[gnu::noinline]] static void walk_fill(const struct walk *walk, paddr_t base,
                                        unsigned rights, unsigned memory)
{
    walk_write(walk, arch_entry_leaf(base, walk->level, rights, memory),
               (word_t)1 << level_shift(walk->level));
}

/* Adds the missing tables below the one reached at `level`. */
static void walk_grow(struct walk *walk, struct domain *domain, paddr_t base,
                      unsigned level)
{
    for (; level > walk->level; level--) {
        word_t *entry = walk->path[level];
        word_t *table = pool_take(domain);

        *entry = arch_entry_table(arch_to_physical(table), 0);
        if (level + 1 < ARCH_LEVELS)
            *walk->path[level + 1] =
                arch_entry_counted(*walk->path[level + 1], 1);
        walk->path[level - 1] = level_entry(table, base, level - 1);
        walk->first = walk->path[level - 1];
    }
}

int page_table_map(struct domain *domain, paddr_t base, unsigned size_bits,
                   unsigned rights, unsigned memory)
{
    struct walk walk;
    unsigned level;

    if (!walk_begin(&walk, size_bits))
        return TOO_LARGE;
    if ((base + ((word_t)1 << size_bits) - 1) >> ARCH_WINDOW_BITS)
        return INVALID_ARGUMENT;
    level = walk_down(&walk, domain, base);
    if (level == walk.level ? !walk_unused(&walk)
                            : arch_entry_used(*walk.path[level]))
        return ALREADY_MAPPED;
    if (domain->tables_free < level - walk.level)
        return NO_PAGE_TABLE;
    walk_grow(&walk, domain, base, level);
    walk_fill(&walk, base, rights, memory);
    if (walk.level + 1 < ARCH_LEVELS)
        (void)walk_count(&walk, domain, (int)walk.count);
    arch_page_table_sync();
    if (rights & FRAME_EXECUTE)
        arch_instruction_sync();
    return OK;
}

[[gnu::noinline]] static int map_frame(struct domain *domain,
                                       struct slot *frame, unsigned rights,
                                       unsigned memory)
{
    int status = page_table_map(domain, frame_base(frame),
                                frame_size_bits(frame), rights, memory);

    if (status == OK)
        frame_set_mark(frame, domain->mark);
    return status;
}

/* A page whose tables are there takes the straight way. */
int page_table_map_frame(struct domain *domain, struct slot *frame,
                         unsigned rights, unsigned memory)
{
    paddr_t base = frame_base(frame);
    word_t *leaf = NULL;
    word_t *above = NULL;

    if (frame_size_bits(frame) == ARCH_PAGE_BITS && !(base >> ARCH_WINDOW_BITS))
        leaf = walk_to_page(domain, base, &above);
    if (!leaf || arch_entry_used(*leaf))
        return map_frame(domain, frame, rights, memory);
    *leaf = arch_entry_leaf(base, 0, rights, memory);
    *above = arch_entry_counted(*above, 1);
    frame_set_mark(frame, domain->mark);
    arch_page_table_sync();
    if (rights & FRAME_EXECUTE)
        arch_instruction_sync();
    return OK;
}

static void walk_flush(const struct walk *walk, const struct domain *domain,
                       paddr_t base, bool all)
{
    arch_page_table_sync();
    if (all || walk->count > FLUSH_ONE_BY_ONE) {
        arch_tlb_flush_domain(domain->id);
        return;
    }
    for (unsigned i = 0; i < walk->count; i++)
        arch_tlb_flush_address(domain->id,
                               base + ((word_t)i << level_shift(walk->level)));
}

[[gnu::noinline]] static void
page_table_unmap_all(struct domain *domain, paddr_t base, unsigned size_bits)
{
    struct walk walk;
    bool gone = false;

    if (!walk_mapped(&walk, domain, base, size_bits))
        return;
    walk_write(&walk, 0, 0);
    if (walk.level + 1 < ARCH_LEVELS)
        gone = walk_count(&walk, domain, -(int)walk.count);
    walk_flush(&walk, domain, base, gone);
}

/* So does a page whose table stays. */
void page_table_unmap(struct domain *domain, paddr_t base, unsigned size_bits)
{
    word_t *above = NULL;
    word_t *leaf =
        size_bits == ARCH_PAGE_BITS ? walk_to_page(domain, base, &above) : NULL;

    if (!leaf || arch_entry_count(*above) == 1) {
        page_table_unmap_all(domain, base, size_bits);
        return;
    }
    *leaf = 0;
    *above = arch_entry_counted(*above, -1);
    arch_page_table_sync();
    arch_tlb_flush_address(domain->id, base);
}

void page_table_protect(struct domain *domain, paddr_t base, unsigned size_bits,
                        unsigned rights)
{
    struct walk walk;

    if (!walk_mapped(&walk, domain, base, size_bits))
        return;
    walk_fill(&walk, base, rights, arch_entry_memory(walk.first[0]));
    walk_flush(&walk, domain, base, false);
    if (rights & FRAME_EXECUTE)
        arch_instruction_sync();
}

word_t page_table_entry(const struct domain *domain, paddr_t address,
                        unsigned *level)
{
    word_t *table = domain->root;
    word_t entry = 0;

    for (*level = ARCH_LEVELS - 1;; --*level) {
        entry = *level_entry(table, address, *level);
        if (!arch_entry_is_table(entry, *level) || *level == 0)
            return entry;
        table = arch_entry_below(entry);
    }
}
