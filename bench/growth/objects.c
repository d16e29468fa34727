/*
 * Many domains, capabilities and mappings. A domain has a table and a page
 * mapped, as one in use would; the capabilities are children of one frame; the
 * mappings are in the domain into which `map_frame` maps.
 */
#include "frame.h"
#include "growth.h"
#include "stubs.h"

#define TABLE_BYTES_BITS 9 /* 16 slots */
#define TABLES_BITS 23     /* for 16,384 tables: no gaps between domains */
#define MAPPINGS_BITS 26

static cap_t frame;
static cap_t child;
static cap_t table;
static cap_t tables;

static void frame_make(unsigned bits)
{
    frame = slot_allocate();
    child = slot_allocate();
    table = slot_allocate();
    must(cap_untyped_retype(background, TYPE_FRAME, bits, frame),
         "the frame of many");
}

static void begin_page(void)
{
    frame_make(ABI_PAGE_BITS);
}

static void begin_domains(void)
{
    begin_page();
    tables = slot_allocate();
    must(cap_untyped_retype(background, TYPE_UNTYPED, TABLES_BITS, tables),
         "the tables of many domains");
}

static void begin_pages(void)
{
    frame_make(MAPPINGS_BITS);
}

static enum status add_domain(word_t index)
{
    enum status status;
    cap_t domain = child;

    (void)index;
    status = cap_untyped_retype(background, TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS,
                                domain);
    if (status != OK)
        return status;
    must(cap_untyped_retype(tables, TYPE_TABLE, TABLE_BYTES_BITS, table),
         "the table of one of many");
    must(cap_domain_set_table(domain, table), "the table of one of many");
    keep(table);
    must(cap_table_derive(own.table, frame, FRAME_READ, 0, table),
         "a page for one of many");
    must(cap_domain_map(domain, FRAME_READ, MEMORY_TYPE_NORMAL, table),
         "mapping a page in one of many");
    keep(domain);
    keep(table);
    return OK;
}

static enum status add_capability(word_t index)
{
    (void)index;
    must(cap_table_derive(own.table, frame, FRAME_READ, 0, child),
         "one of many capabilities");
    keep(child);
    return OK;
}

static enum status add_mapping(word_t index)
{
    enum status status;

    if (index >= (word_t)1 << (MAPPINGS_BITS - ABI_PAGE_BITS))
        return NO_MEMORY;
    must(cap_frame_part(frame, index * PAGE_BYTES, ABI_PAGE_BITS, FRAME_READ,
                        child),
         "one of many pages");
    status =
        cap_domain_map(other.domain, FRAME_READ, MEMORY_TYPE_NORMAL, child);
    if (status == OK)
        keep(child);
    else
        slot_delete(child);
    return status;
}

[[gnu::noinline]] static enum status derive(void)
{
    return cap_table_derive(own.table, frame, FRAME_READ, 0, child);
}

[[gnu::noinline]] static enum status delete(void) {
    return cap_table_delete(own.table, child);
}

/* One more child of the capability that has so many, and gone again. */
static void measure_capabilities(word_t count)
{
    (void)count;
    for (unsigned i = 0; i < REPETITIONS; i++) {
        enum status status;

        mark_begin();
        status = derive();
        mark_end();
        must(status, "derive_from_many");
        must(delete (), "derive_from_many");
    }
    measured("derive_from_many", 1);
    for (unsigned i = 0; i < REPETITIONS; i++) {
        enum status status;

        must(derive(), "delete_from_many");
        mark_begin();
        status = delete ();
        mark_end();
        must(status, "delete_from_many");
    }
    measured("delete_from_many", 1);
}

const struct kind kind_domains = {"domains", begin_domains, add_domain, NULL};
const struct kind kind_capabilities = {"capabilities", begin_page,
                                       add_capability, measure_capabilities};
const struct kind kind_mappings = {"mappings", begin_pages, add_mapping, NULL};
