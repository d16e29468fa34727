/*
 * Attacks on the straight ways of mapping and unmapping a page: they must do
 * what the general ones do, at every edge between the two.
 */
#include "../support/world.h"

#define ENTRIES (PAGE / sizeof(word_t)) /* of a page table */

static uint32_t random_state;

static word_t any(word_t below)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % below;
}

static int map(cap_t domain, word_t rights, cap_t frame)
{
    return cap_domain_map(domain, rights, MEMORY_TYPE_NORMAL, frame);
}

static word_t free_tables(cap_t domain)
{
    word_t free;

    MUST(cap_domain_info(domain, NULL, &free, NULL));
    return free;
}

/* log2 of what the leaf above a page takes. */
static unsigned large_bits(void)
{
    return ABI_PAGE_BITS + (unsigned)__builtin_ctzll(ENTRIES);
}

static const word_t usual[] = {FRAME_READ, 0, FRAME_READ | FRAME_WRITE,
                               FRAME_READ | FRAME_EXECUTE};

/* Every entry of one page table, and all of them again but for the last one
   that is taken out. */
static void a_page_table_that_is_full(void **state)
{
    cap_t domain = make(TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS);
    cap_t all = make(TYPE_FRAME, large_bits()), pages = world.next;
    word_t before = free_tables(domain), during = 0;

    (void)state;
    for (word_t i = 0; i < ENTRIES; i++)
        MUST(cap_frame_part(all, i * PAGE, ABI_PAGE_BITS, FRAME_RIGHTS,
                            slot_new()));
    for (unsigned round = 0; round < 2; round++) {
        for (word_t i = 0; i < ENTRIES; i++) {
            MUST(map(domain, usual[i % 4], pages + i));
            if (i == 0)
                during = free_tables(domain);
            assert_int_equal(free_tables(domain), during);
        }
        assert_true(during < before);
        FAILS(ALREADY_MAPPED, map(domain, FRAME_READ, all));
        FAILS(ALREADY_MAPPED, map(domain, FRAME_READ, pages + 1));
        check_kernel();
        for (word_t i = 0; i < ENTRIES; i++) {
            assert_int_equal(free_tables(domain), during);
            MUST(cap_frame_unmap(pages + (i * 5 + 3) % ENTRIES));
        }
        assert_int_equal(free_tables(domain), before);
    }
}

/* A page is not mapped into a leaf as if that were a table, whatever the leaf
   allows; nor a leaf over a page. */
static void pages_and_the_leaf_above(void **state)
{
    cap_t domain = make(TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS);
    cap_t large = make(TYPE_FRAME, large_bits()), page = slot_new();
    word_t free = free_tables(domain);

    (void)state;
    MUST(cap_frame_part(large, 3 * PAGE, ABI_PAGE_BITS, FRAME_RIGHTS, page));
    for (unsigned i = 0; i < 4; i++) {
        MUST(map(domain, usual[i], large));
        for (unsigned j = 0; j < 4; j++) {
            MUST(cap_domain_protect(domain, usual[j], large));
            FAILS(ALREADY_MAPPED, map(domain, usual[i], page));
            FAILS(NOT_MAPPED, cap_domain_protect(domain, usual[i], page));
            MUST(cap_frame_unmap(page));
            assert_true(flags_of(large) & SLOT_FLAG_MAPPED);
            check_kernel();
        }
        MUST(cap_frame_unmap(large));
        assert_int_equal(free_tables(domain), free);
        MUST(map(domain, usual[i], page));
        FAILS(ALREADY_MAPPED, map(domain, FRAME_READ, large));
        MUST(cap_frame_unmap(page));
        assert_int_equal(free_tables(domain), free);
    }
}

/* The same for devices, whose pages are looked at the long way first. */
static void pages_of_devices(void **state)
{
    cap_t domain = make(TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS);
    cap_t both = slot_new(), one = slot_new(), other = slot_new();
    word_t free = free_tables(domain);

    (void)state;
    MUST(cap_untyped_retype(device_untyped(ABI_PAGE_BITS + 1), TYPE_FRAME,
                            ABI_PAGE_BITS + 1, both));
    MUST(cap_frame_part(both, 0, ABI_PAGE_BITS, FRAME_RIGHTS, one));
    MUST(cap_frame_part(both, PAGE, ABI_PAGE_BITS, FRAME_RIGHTS, other));
    for (enum memory_type memory = 0; memory < 3; memory++)
        for (unsigned i = 0; i < 3; i++) {
            int64_t status =
                memory == MEMORY_TYPE_NORMAL ? INVALID_ARGUMENT : OK;

            FAILS(status, cap_domain_map(domain, usual[i], memory, one));
            FAILS(status, cap_domain_map(domain, usual[2 - i], memory, other));
            FAILS(status ? NOT_MAPPED : OK,
                  cap_domain_protect(domain, usual[i], other));
            MUST(cap_frame_unmap(one));
            FAILS(status, cap_domain_map(domain, 0, memory, one));
            MUST(cap_frame_unmap(other));
            MUST(cap_frame_unmap(one));
            assert_int_equal(free_tables(domain), free);
        }
    MUST(cap_table_delete(home.table, both));
}

/* One page, through many capabilities, in many domains: each maps it in one of
   them, and takes out what it has put in there, and nothing else. */
#define TWINS 5
#define DOMAINS 3

struct page {
    cap_t twins[TWINS], domains[DOMAINS];
    unsigned where[TWINS]; /* DOMAINS: nowhere */
};

static bool page_is_in(const struct page *page, unsigned domain)
{
    for (unsigned i = 0; i < TWINS; i++)
        if (page->where[i] == domain)
            return true;
    return false;
}

static void page_step(struct page *page, unsigned twin, unsigned domain)
{
    word_t rights = usual[any(4)];
    cap_t frame = page->twins[twin];
    bool free = page->where[twin] == DOMAINS && !page_is_in(page, domain);

    if (any(3) == 0) {
        MUST(cap_frame_unmap(frame));
        page->where[twin] = DOMAINS;
    } else {
        FAILS(free ? OK : ALREADY_MAPPED,
              map(page->domains[domain], rights, frame));
        if (free)
            page->where[twin] = domain;
    }
    FAILS(page->where[twin] == domain ? OK : NOT_MAPPED,
          cap_domain_protect(page->domains[domain], rights, frame));
    assert_int_equal(!(flags_of(frame) & SLOT_FLAG_MAPPED),
                     page->where[twin] == DOMAINS);
}

static void one_page_in_many_domains(void **state)
{
    cap_t frame = make(TYPE_FRAME, ABI_PAGE_BITS);
    struct page page;
    word_t free;

    (void)state;
    random_state = 3;
    for (unsigned i = 0; i < DOMAINS; i++)
        page.domains[i] = make(TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS);
    free = free_tables(page.domains[0]);
    for (unsigned i = 0; i < TWINS; i++) {
        page.twins[i] = derive(frame, FRAME_RIGHTS, 0);
        page.where[i] = DOMAINS;
    }
    for (unsigned step = 0; step < 400; step++) {
        page_step(&page, (unsigned)any(TWINS), (unsigned)any(DOMAINS));
        for (unsigned i = 0; i < DOMAINS; i++)
            assert_int_equal(free_tables(page.domains[i]) < free,
                             page_is_in(&page, i));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(a_page_table_that_is_full),
        world_test(pages_and_the_leaf_above),
        world_test(pages_of_devices),
        world_test(one_page_in_many_domains),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
