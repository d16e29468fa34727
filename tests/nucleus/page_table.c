/*
 * Page tables against a plain model, and the translations that are left behind
 * in the TLB: random frames are mapped, protected and unmapped in a domain, and
 * after each step every page allows exactly what it should.
 */
#include "../support/world.h"

#include "domain.h"
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(against_the_model),
        world_test(too_many_entries),
        world_test(out_of_page_tables),
        world_test(touched_and_taken_away),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
