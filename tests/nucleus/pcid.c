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

#define DOMAINS 5000
#define PAGES 4
#define STEPS 300000

/* Which generation of which domain's page is cached; domain 0: nothing. */
struct cached {
    unsigned domain;
    unsigned generation;
};

static struct cached tlb[CR3_PCID + 1][PAGES];
static unsigned generation[DOMAINS][PAGES];
static unsigned loaded_domain;
static word_t cr3;

static uint32_t random_state = 1;

static unsigned next_random(unsigned below)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % below;
}

static void flush(unsigned pcid)
{
    memset(tlb[pcid], 0, sizeof tlb[pcid]);
}

static word_t root_of(unsigned domain)
{
    return (word_t)(domain + 1) << 12;
}

/* As the processor does. 0 is the kernel's own space. */
static void load(unsigned domain)
{
    word_t word = pcid_word(root_of(domain), domain);

    assert_int_equal(word & ~(CR3_NO_FLUSH | CR3_PCID), root_of(domain));
    cr3 = word & ~CR3_NO_FLUSH;
    loaded_domain = domain;
    if (!(word & CR3_NO_FLUSH))
        flush(cr3 & CR3_PCID);
}

/* The processor looks up a page of the loaded domain, and keeps it. */
static void use(unsigned page)
{
    struct cached *cached = &tlb[cr3 & CR3_PCID][page];

    if (cached->domain) {
        assert_int_equal(cached->domain, loaded_domain);
        assert_int_equal(cached->generation, generation[loaded_domain][page]);
    }
    *cached = (struct cached){loaded_domain, generation[loaded_domain][page]};
}

/* True: of what is loaded. */
static bool forget(unsigned domain)
{
    enum pcid_flush which = pcid_to_flush(cr3, domain);

    if (which == PCID_FLUSH_OTHER)
        flush(pcid_of(domain));
    return which == PCID_FLUSH_LOADED;
}

static void change_page(unsigned domain, unsigned page)
{
    generation[domain][page]++;
    if (forget(domain))
        tlb[cr3 & CR3_PCID][page] = (struct cached){0};
}

static void change_all(unsigned domain)
{
    for (unsigned page = 0; page < PAGES; page++)
        generation[domain][page]++;
    if (forget(domain))
        flush(cr3 & CR3_PCID);
}

/* Few domains, some of which have no PCID. */
static void never_what_is_over(void **state)
{
    (void)state;
    load(0);
    for (unsigned i = 0; i < STEPS; i++) {
        unsigned domain = CR3_PCID - 3 + next_random(8);

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
            if (loaded_domain)
                use(next_random(PAGES));
        }
    }
}

static void a_domain_keeps_its_translations(void **state)
{
    (void)state;
    assert_int_equal(pcid_word(0x5000, 1), 0x5001 | CR3_NO_FLUSH);
    assert_int_equal(pcid_word(0x5000, 4095), 0x5FFF | CR3_NO_FLUSH);
    assert_int_equal(pcid_word(0x5000, 4096), 0x5000);
    assert_int_equal(pcid_word(0x5000, 65535), 0x5000);
    assert_int_equal(pcid_to_flush(0x5001, 1), PCID_FLUSH_LOADED);
    assert_int_equal(pcid_to_flush(0x5001, 2), PCID_FLUSH_OTHER);
    assert_int_equal(pcid_to_flush(0x5001, 4096), PCID_FLUSH_NOTHING);
    assert_int_equal(pcid_to_flush(0x5000, 4096), PCID_FLUSH_LOADED);
    assert_int_equal(pcid_to_flush(0x5000, 4095), PCID_FLUSH_OTHER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(never_what_is_over),
        cmocka_unit_test(a_domain_keeps_its_translations),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
