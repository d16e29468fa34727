/*
 * Page tables against a plain model, and the translations that are left behind
 * in the TLB: random frames are mapped, protected and unmapped in a domain, and
 * after each step every page allows exactly what it should.
 */
#include "../support/world.h"

#include "domain.h"
#include "frame.h"
#include "host.h"
#include "port_host.h"
#include "random.h"

#define REGION_BITS 14 /* 256 pages */
#define PAGES (1u << (REGION_BITS - ARCH_PAGE_BITS))
#define FRAMES 24

struct model {
    int rights[PAGES]; /* -1: not mapped */
};

static struct domain *domain_of(cap_t slot)
{
    return slot_object(thread_slot(host_controller, slot));
}

static void compare(const struct domain *domain, word_t base,
                    const struct model *model)
{
    for (unsigned i = 0; i < PAGES; i++) {
        unsigned level = 0;
        word_t entry = page_table_entry(domain, base + i * PAGE, &level);

        if (model->rights[i] < 0)
            assert_false(arch_entry_used(entry));
        else
            assert_int_equal(arch_entry_rights(entry), model->rights[i]);
        host_tlb_touch(domain->id, base + i * PAGE);
    }
    assert_int_equal(host_tlb_stale(), 0);
}

static bool range_free(const struct model *model, unsigned first, unsigned n)
{
    for (unsigned i = first; i < first + n; i++)
        if (model->rights[i] >= 0)
            return false;
    return true;
}

static void set_range(struct model *model, unsigned first, unsigned n,
                      int rights)
{
    for (unsigned i = first; i < first + n; i++)
        model->rights[i] = rights;
}

struct part {
    cap_t slot;
    unsigned first, pages;
    bool mapped;
};

static void step(struct random *random, struct model *model, cap_t domain,
                 struct part *part)
{
    static const unsigned rights[] = {0, FRAME_READ, FRAME_READ | FRAME_WRITE,
                                      FRAME_READ | FRAME_EXECUTE};
    unsigned wanted = rights[random_below(random, 4)];
    int status;

    if (!part->mapped) {
        status = cap_domain_map(domain, wanted, MEMORY_TYPE_NORMAL, part->slot);
        if (!range_free(model, part->first, part->pages)) {
            assert_int_equal(status, ALREADY_MAPPED);
            return;
        }
        if (status == NO_PAGE_TABLE)
            return;
        assert_int_equal(status, OK);
        part->mapped = true;
        set_range(model, part->first, part->pages, (int)wanted);
    } else if (random_chance(random, 40)) {
        MUST(cap_domain_protect(domain, wanted, part->slot));
        set_range(model, part->first, part->pages, (int)wanted);
    } else {
        MUST(cap_frame_unmap(part->slot));
        part->mapped = false;
        set_range(model, part->first, part->pages, -1);
    }
}

static void against_the_model(void **state)
{
    struct random random = random_seed(7);
    struct model model;
    struct part parts[FRAMES];
    cap_t region = make(TYPE_FRAME, REGION_BITS), domain;
    word_t tables, free;

    (void)state;
    port_check_every = 10;
    set_range(&model, 0, PAGES, -1);
    domain = make(TYPE_DOMAIN, 11);
    for (unsigned i = 0; i < FRAMES; i++) {
        unsigned bits = ARCH_PAGE_BITS + (unsigned)random_below(&random, 8);
        word_t offset = random_below(&random, (1u << REGION_BITS) >> bits)
                        << bits;

        parts[i] = (struct part){slot_new(), (unsigned)(offset / PAGE),
                                 1u << (bits - ARCH_PAGE_BITS), false};
        MUST(cap_frame_part(region, offset, bits, FRAME_RIGHTS, parts[i].slot));
    }
    for (unsigned i = 0; i < 5000; i++) {
        step(&random, &model, domain, &parts[random_below(&random, FRAMES)]);
        compare(domain_of(domain), base_of(region), &model);
    }
    for (unsigned i = 0; i < FRAMES; i++)
        MUST(cap_frame_unmap(parts[i].slot));
    MUST(cap_domain_info(domain, NULL, &free, &tables));
    assert_int_equal(free, tables);
}

/* Eight entries of the largest leaf, 32 KiB, are as much as one step maps. */
static void too_many_entries(void **state)
{
    cap_t large = slot_new(), half = slot_new();

    (void)state;
    MUST(cap_untyped_retype(world.arena, TYPE_FRAME, 15 + 4, large));
    FAILS(TOO_LARGE,
          cap_domain_map(home.domain, FRAME_READ, MEMORY_TYPE_NORMAL, large));
    assert_false(flags_of(large) & SLOT_FLAG_MAPPED);
    MUST(cap_frame_part(large, 1 << 18, 15 + 3, FRAME_READ, half));
    MUST(cap_domain_map(home.domain, FRAME_READ, MEMORY_TYPE_NORMAL, half));
}

static void out_of_page_tables(void **state)
{
    cap_t domain = make(TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS);
    cap_t frame = make(TYPE_FRAME, ABI_PAGE_BITS), far = slot_new();
    word_t before, after;

    (void)state;
    MUST(cap_untyped_retype(world.info->ram.first + 7, TYPE_FRAME,
                            ABI_PAGE_BITS, far));
    MUST(cap_domain_map(domain, FRAME_READ, MEMORY_TYPE_NORMAL, frame));
    MUST(cap_domain_info(domain, NULL, &before, NULL));
    FAILS(NO_PAGE_TABLE,
          cap_domain_map(domain, FRAME_READ, MEMORY_TYPE_NORMAL, far));
    MUST(cap_domain_info(domain, NULL, &after, NULL));
    assert_int_equal(after, before);
    assert_false(flags_of(far) & SLOT_FLAG_MAPPED);
    MUST(cap_frame_unmap(frame));
    MUST(cap_domain_map(domain, FRAME_READ, MEMORY_TYPE_NORMAL, far));
}

/* What a thread has touched is forgotten when it may not touch it any more. */
static void touched_and_taken_away(void **state)
{
    cap_t frame = make(TYPE_FRAME, ABI_PAGE_BITS);
    struct actor *a = actor_new(&home, 10);
    unsigned flushes = host_tlb_flushes;

    (void)state;
    map_here(frame);
    assert_int_equal(act_other(a, COMMAND_WRITE, base_of(frame), 5), OK);
    MUST(cap_frame_unmap(frame));
    assert_true(host_tlb_flushes > flushes);
    assert_int_equal(act_other(a, COMMAND_READ, base_of(frame), 0), PENDING);
    assert_int_equal(state_of(a), THREAD_STATE_STOPPED);
}

/* The last frame that fits, and the first behind it. */
static void the_end_of_the_window(void **state)
{
    cap_t slot = make(TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS + 2);
    struct domain *domain = domain_of(slot);
    word_t free = domain->tables_free;
    struct slot behind;

    (void)state;
    for (unsigned bits = ARCH_PAGE_BITS; bits <= 18; bits++) {
        paddr_t last = HOST_WINDOW_BYTES - ((paddr_t)1 << bits);

        assert_int_equal(page_table_map(domain, last, bits, FRAME_READ, 0), OK);
        assert_int_equal(page_table_map(domain, last, bits, FRAME_READ, 0),
                         ALREADY_MAPPED);
        page_table_unmap(domain, last, bits);
        assert_int_equal(
            page_table_map(domain, HOST_WINDOW_BYTES, bits, FRAME_READ, 0),
            INVALID_ARGUMENT);
        frame_fill(&behind, HOST_WINDOW_BYTES, bits, FRAME_RIGHTS, false);
        assert_int_equal(page_table_map_frame(domain, &behind, FRAME_READ, 0),
                         INVALID_ARGUMENT);
        assert_false(frame_recorded(&behind));
        assert_int_equal(domain->tables_free, free);
    }
}

/* Behind the window no page gets into the tables of one in it. */
static void behind_the_window_with_tables(void **state)
{
    struct domain *domain = domain_of(make(TYPE_DOMAIN, 11));
    struct slot behind;

    (void)state;
    assert_int_equal(page_table_map(domain, PAGE, ARCH_PAGE_BITS, 0, 0), OK);
    for (unsigned bit = ARCH_WINDOW_BITS; bit < 48; bit++) {
        frame_fill(&behind, ((paddr_t)1 << bit) + 2 * PAGE, ARCH_PAGE_BITS,
                   FRAME_RIGHTS, false);
        assert_int_equal(page_table_map_frame(domain, &behind, FRAME_READ, 0),
                         INVALID_ARGUMENT);
        assert_false(frame_recorded(&behind));
    }
    page_table_unmap(domain, PAGE, ARCH_PAGE_BITS);
}

/* What the kernel did since the last call. */
struct done {
    unsigned tables, instructions, flushes, whole;
};

static struct done done(void)
{
    static struct done before;
    struct done now = {host_page_table_syncs, host_instruction_syncs,
                       host_tlb_flushes, host_tlb_domain_flushes};
    struct done since = {
        now.tables - before.tables, now.instructions - before.instructions,
        now.flushes - before.flushes, now.whole - before.whole};

    before = now;
    return since;
}

static void expect(unsigned instructions, unsigned flushes, unsigned whole)
{
    struct done is = done();

    assert_int_equal(is.tables, 1);
    assert_int_equal(is.instructions, instructions);
    assert_int_equal(is.flushes, flushes);
    assert_int_equal(is.whole, whole);
}

/* The walker sees each change; instructions are made visible for those who may
   execute, and nothing is flushed that is not in the TLB. */
static void what_makes_changes_visible(void **state)
{
    static const unsigned rights[] = {0, FRAME_READ, FRAME_READ | FRAME_WRITE,
                                      FRAME_READ | FRAME_EXECUTE};
    struct domain *domain = domain_of(make(TYPE_DOMAIN, 11));
    const paddr_t page = 0x40000;
    struct slot frame;

    (void)state;
    assert_int_equal(page_table_map(domain, page + PAGE, 6, 0, 0), OK);
    frame_fill(&frame, page, 6, FRAME_RIGHTS, false);
    for (unsigned i = 0; i < 4; i++)
        for (unsigned j = 0; j < 4; j++) {
            (void)done();
            assert_int_equal(page_table_map(domain, page, 6, rights[i], 0), OK);
            expect(i == 3, 0, 0);
            page_table_unmap(domain, page, 6);
            expect(0, 1, 0);
            assert_int_equal(page_table_map_frame(domain, &frame, rights[i], 0),
                             OK);
            expect(i == 3, 0, 0);
            page_table_protect(domain, page, 6, rights[j]);
            expect(j == 3, 1, 0);
            page_table_unmap(domain, page, 6);
            expect(0, 1, 0);
        }
    page_table_unmap(domain, page + PAGE, 6);
}

/* Up to eight entries are flushed one by one; but when a table goes with them,
   which the walker may have cached as well, all of the domain's. */
static void what_is_flushed(void **state)
{
    struct domain *domain = domain_of(make(TYPE_DOMAIN, 11));
    const paddr_t base = 0x40000;
    const unsigned bits = 18; /* eight leaves */

    (void)state;
    (void)done();
    assert_int_equal(page_table_map(domain, base, bits, FRAME_READ, 0), OK);
    expect(0, 0, 0);
    page_table_protect(domain, base, bits, 0);
    expect(0, 8, 0);
    page_table_unmap(domain, base, bits);
    expect(0, 1, 1);
    assert_int_equal(page_table_map(domain, base, 6, FRAME_READ, 0), OK);
    expect(0, 0, 0);
    page_table_unmap(domain, base, 6);
    expect(0, 1, 1);
}

/* As few entries as can be: from a leaf's own size on it is that leaf, up to
   the largest that there is. */
static void the_largest_leaf_that_fits(void **state)
{
    struct domain *domain = domain_of(make(TYPE_DOMAIN, 11));
    const paddr_t base = 0x40000;

    (void)state;
    for (unsigned bits = ARCH_PAGE_BITS; bits <= 18; bits++) {
        unsigned expected = (bits - ARCH_PAGE_BITS) / ARCH_TABLE_BITS, level;

        while (!arch_leaf_allowed(expected))
            expected--;
        assert_int_equal(page_table_map(domain, base, bits, FRAME_READ, 0), OK);
        assert_true(arch_entry_used(page_table_entry(domain, base, &level)));
        assert_int_equal(level, expected);
        page_table_unmap(domain, base, bits);
    }
}

/* Of one page or many, whatever lies beside it. */
static void a_protected_frame_keeps_its_memory_type(void **state)
{
    struct domain *domain = domain_of(make(TYPE_DOMAIN, 11));
    const paddr_t base = 0x40000;
    unsigned level;

    (void)state;
    for (unsigned bits = ARCH_PAGE_BITS; bits <= ARCH_PAGE_BITS + 1; bits++) {
        const word_t size = (word_t)1 << bits;

        for (unsigned type = 0; type <= MEMORY_TYPE_WRITE_COMBINING; type++)
            assert_int_equal(page_table_map(domain, base + type * size, bits,
                                            FRAME_READ, type),
                             OK);
        for (unsigned type = 0; type <= MEMORY_TYPE_WRITE_COMBINING; type++)
            page_table_protect(domain, base + type * size, bits, 0);
        for (unsigned type = 0; type <= MEMORY_TYPE_WRITE_COMBINING; type++) {
            word_t last = base + (type + 1) * size - PAGE;
            word_t entry = page_table_entry(domain, last, &level);

            assert_int_equal(arch_entry_memory(entry), type);
            assert_int_equal(arch_entry_rights(entry), 0);
            page_table_unmap(domain, base + type * size, bits);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(against_the_model),
        world_test(too_many_entries),
        world_test(out_of_page_tables),
        world_test(touched_and_taken_away),
        world_test(the_end_of_the_window),
        world_test(behind_the_window_with_tables),
        world_test(what_makes_changes_visible),
        world_test(what_is_flushed),
        world_test(a_protected_frame_keeps_its_memory_type),
        world_test(the_largest_leaf_that_fits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
