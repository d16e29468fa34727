/*
 * Untypeds, frames and domains.
 */
#include "frame.h"
#include "stubs.h"
#include "worst.h"

#define LARGE_BITS 21
#define PAGES_256_BITS (ABI_PAGE_BITS + 8)
#define GIB_BITS 30
#define DOMAIN_BITS 17
#define RW (FRAME_READ | FRAME_WRITE)

static cap_t arena, slot, domain, frame;
static cap_t table, gate, neighbour;

static int64_t retype_domain(void)
{
    return cap_untyped_retype(arena, TYPE_DOMAIN, DOMAIN_BITS, slot);
}

static int64_t retype_large(void)
{
    return cap_untyped_retype(arena, TYPE_FRAME, LARGE_BITS, slot);
}

static int64_t retype_table(void)
{
    return cap_untyped_retype(arena, TYPE_TABLE, LARGE_BITS, slot);
}

static int64_t clear(void)
{
    return cap_untyped_clear(arena, (word_t)1 << LARGE_BITS);
}

static int64_t untyped_info(void)
{
    word_t word;

    return cap_untyped_info(arena, &word, &word, &word, &word, &word);
}

static void arena_new(unsigned bits)
{
    crowd_begin();
    arena = crowd_object(TYPE_UNTYPED, bits);
    slot = crowd_slot();
}

static void untypeds(void)
{
    arena_new(LARGE_BITS);
    worst("untyped.info", "", untyped_info);
    worst("untyped.clear", "2 MiB", clear);
    worst("untyped.retype", "a frame that is clear", retype_large);
    crowd_end();
    arena_new(LARGE_BITS);
    worst("untyped.retype", "a frame of 2 MiB that is not clear", retype_large);
    crowd_end();
    arena_new(LARGE_BITS);
    worst("untyped.retype", "a table of 65,536 slots", retype_table);
    crowd_end();
    arena_new(LARGE_BITS);
    help_begin();
    worst("untyped.clear", "while 256 pages are deleted", clear);
    crowd_end();
    arena_new(LARGE_BITS);
    help_begin();
    worst("untyped.retype", "a domain, while 256 pages are deleted",
          retype_domain);
    crowd_end();
}

/* An untyped that starts over while a table full of capabilities that was made
   from it is emptied: the kernel does that first. */
static int64_t retype_again(void)
{
    return cap_untyped_retype(arena, TYPE_FRAME, ABI_PAGE_BITS, slot);
}

static void start_over(void)
{
    cap_t full = crowd_slot();

    arena_new(LARGE_BITS);
    frame = crowd_object(TYPE_FRAME, ABI_PAGE_BITS);
    must(cap_untyped_retype(arena, TYPE_TABLE, LARGE_BITS, full), "a table");
    for (word_t i = 1; i <= REPETITIONS; i++)
        must(cap_table_put(full, i, frame, TRANSFER_DERIVE), "filling a table");
    must(cap_table_delete(own.table, full), "deleting a table");
    worst("untyped.retype", "where a table of 1,000 capabilities was",
          retype_again);
    crowd_end();
}

/* ---- frames in domains ---- */

static int64_t map(void)
{
    return cap_domain_map(domain, RW, MEMORY_TYPE_NORMAL, frame);
}

/* Processors without leaves of 1 GiB would need 512 entries in one step. */
static int64_t map_device(void)
{
    enum status status = cap_domain_map(domain, RW, MEMORY_TYPE_DEVICE, frame);

    return status == TOO_LARGE ? OK : status;
}

static int64_t map_code(void)
{
    return cap_domain_map(domain, FRAME_READ | FRAME_EXECUTE,
                          MEMORY_TYPE_NORMAL, frame);
}

static int64_t protect(void)
{
    return cap_domain_protect(domain, FRAME_READ | FRAME_EXECUTE, frame);
}

static int64_t unmap(void)
{
    return cap_frame_unmap(frame);
}

static int64_t delete(void)
{
    return cap_table_delete(own.table, frame);
}

static int64_t part(void)
{
    return cap_frame_part(frame, 0, ABI_PAGE_BITS, FRAME_READ, slot);
}

static int64_t frame_info(void)
{
    word_t word;

    return cap_frame_info(frame, &word, &word, &word, &word, &word);
}

static void frames(void)
{
    arena_new(LARGE_BITS);
    domain = crowd_object(TYPE_DOMAIN, DOMAIN_BITS);
    neighbour = crowd_object(TYPE_FRAME, PAGES_256_BITS);
    frame = crowd_object(TYPE_FRAME, PAGES_256_BITS);
    worst("frame.info", "", frame_info);
    worst("domain.map", "256 pages, new page tables", map);
    worst("domain.protect", "256 pages", protect);
    worst("frame.unmap", "256 pages, their page tables go", unmap);
    must(cap_domain_map(domain, RW, MEMORY_TYPE_NORMAL, neighbour),
         "the pages beside it");
    worst("domain.map", "256 pages of code, the page table is there", map_code);
    worst("table.delete", "256 pages, their page tables go", delete);
    frame = crowd_object(TYPE_FRAME, PAGES_256_BITS);
    help_begin();
    worst("frame.part", "while 256 pages are deleted", part);
    crowd_end();
}

/* Where a level of page tables has no leaves of its own, a frame would be one
   whole table: 512 entries. Such frames are of device memory, if there are. */
static bool whole_table(cap_t untyped)
{
    word_t base, bits, used, device;

    must(cap_untyped_info(untyped, &base, &bits, &used, NULL, &device),
         "memory");
    return device && bits >= GIB_BITS && used == 0;
}

static void whole_tables(const struct root_boot_info *info)
{
    crowd_begin();
    domain = crowd_object(TYPE_DOMAIN, DOMAIN_BITS);
    frame = slot_allocate();
    for (cap_t i = 0; i < info->devices.count; i++) {
        if (!whole_table(info->devices.first + i))
            continue;
        must(cap_untyped_retype(info->devices.first + i, TYPE_FRAME, GIB_BITS,
                                frame),
             "a frame of 1 GiB");
        worst("domain.map", "1 GiB", map_device);
        worst("frame.unmap", "1 GiB", unmap);
        must(map_device(), "mapping 1 GiB");
        worst("table.delete", "1 GiB, mapped", delete);
        break;
    }
    crowd_end();
}

/* ---- what a domain holds ---- */

static int64_t set_table(void)
{
    return cap_domain_set_table(domain, table);
}

static int64_t set_fault_gate(void)
{
    return cap_domain_set_fault_gate(domain, gate);
}

static int64_t set_syscall_gate(void)
{
    return cap_domain_set_syscall_gate(domain, gate);
}

static int64_t domain_info(void)
{
    word_t word;

    return cap_domain_info(domain, &word, &word, &word);
}

static void domains(void)
{
    cap_t original;

    arena_new(LARGE_BITS);
    domain = crowd_object(TYPE_DOMAIN, DOMAIN_BITS);
    original = crowd_object(TYPE_GATE, 0);
    gate = crowd_slot();
    table = crowd_object(TYPE_TABLE, LARGE_BITS);
    must(cap_table_derive(own.table, original, GATE_CALL, 1, gate), "a gate");
    must(set_table(), "a table");
    must(set_fault_gate(), "a fault gate");
    must(set_syscall_gate(), "a syscall gate");
    worst("domain.set_table", "in place of another", set_table);
    worst("domain.set_fault_gate", "in place of another", set_fault_gate);
    worst("domain.set_syscall_gate", "in place of another", set_syscall_gate);
    worst("domain.info", "", domain_info);
    crowd_end();
}

void worst_memory(const struct root_boot_info *info)
{
    untypeds();
    start_over();
    frames();
    whole_tables(info);
    domains();
}
