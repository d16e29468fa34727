/*
 * Domain ids and their generations run out: a stale frame capability is never
 * taken for a mapping in the domain that has the id now.
 */
#include "../support/world.h"

#include "domain.h"
#include "host.h"
#include "port_host.h"

#define GENERATIONS (1u << (ARCH_GENERATION_BITS + ARCH_PAGE_BITS))

static word_t id_of(cap_t domain)
{
    word_t id;

    MUST(cap_domain_info(domain, &id, NULL, NULL));
    return id;
}

static void ids_run_out_and_come_back(void **state)
{
    cap_t domains[ARCH_DOMAIN_IDS], untyped = make(TYPE_UNTYPED, 17);
    unsigned count = 0;

    (void)state;
    port_check_every = 1000;
    for (;; count++) {
        int status;

        domains[count] = slot_new();
        status = cap_untyped_retype(untyped, TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS,
                                    domains[count]);
        if (status == NO_DOMAIN_ID)
            break;
        assert_int_equal(status, OK);
    }
    assert_int_equal(count, ARCH_DOMAIN_IDS - 2); /* root's, and 0 */
    FAILS(NO_DOMAIN_ID,
          cap_untyped_retype(untyped, TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS,
                             domains[count]));
    MUST(cap_table_delete(home.table, domains[7]));
    MUST(cap_untyped_retype(untyped, TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS,
                            domains[7]));
}

/* One id, used again and again: the frame that was mapped in each of its
   domains is mapped nowhere when the domain is gone. */
static void a_stale_mapping_names_nobody(void **state)
{
    cap_t frame = make(TYPE_FRAME, ABI_PAGE_BITS), domain = slot_new();
    cap_t untyped = make(TYPE_UNTYPED, ABI_DOMAIN_MIN_BITS);
    word_t first = 0;

    (void)state;
    port_check_every = 1000;
    for (unsigned i = 0; i < GENERATIONS; i++) {
        word_t id;

        MUST(cap_untyped_retype(untyped, TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS,
                                domain));
        first = i == 0 ? id_of(domain) : first;
        assert_int_equal(id_of(domain), first);
        MUST(cap_frame_info(frame, NULL, NULL, NULL, NULL, &id));
        assert_int_equal(id, 0);
        MUST(cap_domain_map(domain, FRAME_READ, MEMORY_TYPE_NORMAL, frame));
        host_tlb_touch((unsigned)first, base_of(frame));
        MUST(cap_table_delete(home.table, domain));
    }
    /* Its generations are used up: the id is retired. */
    MUST(cap_untyped_retype(untyped, TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS, domain));
    assert_int_not_equal(id_of(domain), first);
}

static void every_id_retired(void **state)
{
    cap_t untyped = make(TYPE_UNTYPED, ABI_DOMAIN_MIN_BITS);
    cap_t domain = slot_new();
    unsigned made = 0;

    (void)state;
    port_check_every = 1000;
    while (cap_untyped_retype(untyped, TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS,
                              domain) == OK) {
        MUST(cap_table_delete(home.table, domain));
        made++;
    }
    assert_int_equal(made, (ARCH_DOMAIN_IDS - 2) * GENERATIONS);
    assert_int_equal(
        cap_untyped_retype(untyped, TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS, domain),
        NO_DOMAIN_ID);
}

/* The kernel's self-check goes by what a domain says of its own size. */
static void a_domain_knows_its_size(void **state)
{
    (void)state;
    for (unsigned bits = ABI_DOMAIN_MIN_BITS; bits <= 13; bits++) {
        cap_t slot = make(TYPE_DOMAIN, bits);
        const struct domain *domain =
            slot_object(thread_slot(host_controller, slot));

        assert_int_equal(domain->size_bits, bits);
        assert_ptr_equal(domain->end,
                         (const char *)domain + ((word_t)1 << bits));
        assert_int_equal(domain->tables * PAGE,
                         (const char *)domain->end -
                             (const char *)domain->fresh);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(ids_run_out_and_come_back),
        world_test(a_stale_mapping_names_nobody),
        world_test(a_domain_knows_its_size),
        world_test(every_id_retired),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
