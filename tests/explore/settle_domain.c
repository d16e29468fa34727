/*
 * Where in a domain's pool a page table lies makes no difference: those in use
 * are kept in the order of the addresses that they translate, the free ones
 * behind them in the order of their own.
 */
#include "settle_domain.h"

#include "host_globals.h"

#include <string.h>

#define ENTRIES ((size_t)1 << ARCH_TABLE_BITS)
#define TABLES_MAX 16u

struct moving {
    word_t *pool;
    size_t count; /* of tables that have ever been used */
    size_t next;
    bool moved[TABLES_MAX];
    word_t was[TABLES_MAX][ENTRIES];
};

static bool in_pool(const struct moving *moving, const word_t *table)
{
    return table >= moving->pool &&
           table < moving->pool + moving->count * ENTRIES &&
           (size_t)(table - moving->pool) % ENTRIES == 0;
}

/* The table that was there goes to the next place. NULL: there was none. */
static word_t *move(struct moving *moving, const word_t *table)
{
    size_t from = (size_t)(table - moving->pool) / ENTRIES;
    word_t *to = moving->pool + moving->next * ENTRIES;

    if (!in_pool(moving, table) || moving->moved[from])
        return NULL;
    moving->moved[from] = true;
    moving->next++;
    memcpy(to, moving->was[from], sizeof moving->was[from]);
    return to;
}

/* False if the tables are broken, which others will find. */
static bool move_below(struct moving *moving, word_t *table, unsigned level)
{
    for (size_t i = 0; i < ENTRIES; i++) {
        word_t entry = table[i];
        word_t *below;

        if (!arch_entry_is_table(entry, level))
            continue;
        below = move(moving, arch_from_physical(arch_entry_address(entry)));
        if (!below)
            return false;
        table[i] =
            arch_entry_table(arch_to_physical(below), arch_entry_count(entry));
        if (!move_below(moving, below, level - 1))
            return false;
    }
    return true;
}

/* Only the link of a free table changes: what else is in it stays. */
static void move_free(struct moving *moving, struct domain *domain)
{
    word_t **link = &domain->free_tables;

    for (size_t i = 0; i < moving->count; i++) {
        word_t *table = move(moving, moving->pool + i * ENTRIES);

        if (!table)
            continue;
        *link = table;
        link = (word_t **)table;
    }
    *link = NULL;
}

void settle_domain(struct domain *domain)
{
    static struct moving moving;
    word_t *pool = domain->root + ENTRIES;
    size_t count = (size_t)(domain->fresh - pool) / ENTRIES;

    if (!count || count > TABLES_MAX)
        return;
    moving.pool = pool;
    moving.count = count;
    moving.next = 0;
    memset(moving.moved, 0, sizeof moving.moved);
    memcpy(moving.was, pool, count * sizeof moving.was[0]);
    if (move_below(&moving, domain->root, ARCH_LEVELS - 1))
        move_free(&moving, domain);
}
