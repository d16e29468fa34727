/*
 * Domains and process context identifiers, against a model of the TLB: it holds
 * what was used under an identifier until that is flushed. A domain must never
 * meet a translation that it did not make itself, or made before a flush.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../nucleus/arch/x86_64/pcid.h"

#define DOMAINS 2000
#define PAGES 4
#define STEPS 300000

/* Which generation of which domain's page is cached; domain 0: nothing. */
struct cached {
    unsigned domain;
    unsigned generation;
};

static struct pcid_map map;
static struct cached tlb[4096][PAGES];
static unsigned generation[DOMAINS][PAGES];
static unsigned loaded_pcid;

static uint32_t random_state = 1;

static unsigned next_random(unsigned below)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % below;
}

static void flush_loaded(void)
{
    memset(tlb[loaded_pcid], 0, sizeof tlb[loaded_pcid]);
}

static void load(unsigned domain)
{
    bool flush;

    loaded_pcid = pcid_load(&map, domain, &flush);
    assert_true(loaded_pcid < 4096);
    if (flush)
        flush_loaded();
}

/* The processor looks up a page of the loaded domain, and keeps it. */
static void use(unsigned page)
{
    struct cached *cached = &tlb[loaded_pcid][page];
    unsigned domain = map.loaded;

    if (cached->domain) {
        assert_int_equal(cached->domain, domain);
        assert_int_equal(cached->generation, generation[domain][page]);
    }
    *cached = (struct cached){domain, generation[domain][page]};
}

static void change_page(unsigned domain, unsigned page)
{
    generation[domain][page]++;
    if (pcid_flush(&map, domain))
        tlb[loaded_pcid][page] = (struct cached){0};
}

static void change_all(unsigned domain)
{
    for (unsigned page = 0; page < PAGES; page++)
        generation[domain][page]++;
    if (pcid_flush(&map, domain))
        flush_loaded();
}

static void walk(bool enabled)
{
    memset(&map, 0, sizeof map);
    memset(tlb, 0, sizeof tlb);
    map.enabled = enabled;
    load(0);
    for (unsigned i = 0; i < STEPS; i++) {
        /* Few domains, some of which share an identifier. */
        unsigned domain = 1 + next_random(8) * (PCID_COUNT - 1) / 2;

        switch (next_random(5)) {
        case 0:
            load(next_random(8) ? domain : 0);
            break;
        case 1:
            change_page(domain, next_random(PAGES));
            break;
        case 2:
            if (!next_random(10))
                change_all(domain);
            break;
        default:
            if (map.loaded)
                use(next_random(PAGES));
        }
    }
}

static void with_identifiers(void **state)
{
    (void)state;
    walk(true);
}

static void without_identifiers(void **state)
{
    (void)state;
    walk(false);
    assert_int_equal(loaded_pcid, 0);
}

static void a_domain_keeps_its_translations(void **state)
{
    bool flush;

    (void)state;
    memset(&map, 0, sizeof map);
    map.enabled = true;
    (void)pcid_load(&map, 1, &flush);
    assert_true(flush);
    (void)pcid_load(&map, 2, &flush);
    (void)pcid_load(&map, 1, &flush);
    assert_false(flush);
    assert_false(pcid_flush(&map, 2));
    (void)pcid_load(&map, 2, &flush);
    assert_true(flush);
    (void)pcid_load(&map, 1 + PCID_COUNT - 1, &flush); /* takes that of 1 */
    assert_true(flush);
    (void)pcid_load(&map, 1, &flush);
    assert_true(flush);
    (void)pcid_load(&map, 65535, &flush);
    assert_true(pcid_flush(&map, 65535));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(with_identifiers),
        cmocka_unit_test(without_identifiers),
        cmocka_unit_test(a_domain_keeps_its_translations),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
