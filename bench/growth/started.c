/*
 * A domain that runs: with a table, the program mapped, a stack, a thread with
 * time, and a capability to a gate of the starter's, badged with its number.
 * The capabilities to its frames and to the gate lie in its own table.
 */
#include "frame.h"
#include "growth.h"
#include "stubs.h"

#define SLOT_BITS 5
#define TABLE_BITS 5
#define TIME_BITS 8 /* a sched_context */
#define SLOT_FRAMES (STARTED_SLOT_CALL + 1)

static const struct root_boot_info *boot;
static cap_t gate;
static unsigned domain_bits = ABI_DOMAIN_MIN_BITS;
/* Its capabilities while they are being worked with. */
static cap_t domain, table, thread, time, part;

static void make(enum object_type type, word_t bits, cap_t slot)
{
    must(cap_untyped_retype(background, type, bits, slot), "a domain's object");
}

static enum status map(cap_t source, word_t rights, cap_t to)
{
    enum status status;

    must(cap_table_derive(own.table, source, rights, 0, part), "a frame");
    status = cap_domain_map(domain, rights, MEMORY_TYPE_NORMAL, part);
    if (status != OK)
        return status;
    must(cap_table_put(table, to, part, TRANSFER_GIVE), "a domain's frame");
    return OK;
}

static enum status program_map(void)
{
    enum status status = OK;

    for (cap_t i = 0; status == OK && i < boot->program.count; i++) {
        cap_t source = boot->program.first + i;
        word_t rights;

        must(cap_frame_info(source, NULL, NULL, &rights, NULL, NULL),
             "the program's frames");
        status = map(source, rights, SLOT_FRAMES + i);
    }
    return status;
}

/* The stack's frame is the domain's own. */
static enum status stack_map(word_t *top)
{
    word_t base;
    enum status status;

    make(TYPE_FRAME, ABI_PAGE_BITS, part);
    must(cap_frame_info(part, &base, NULL, NULL, NULL, NULL), "a stack");
    status = cap_domain_map(domain, FRAME_READ | FRAME_WRITE,
                            MEMORY_TYPE_NORMAL, part);
    if (status != OK)
        return status;
    *top = base + PAGE_BYTES;
    must(cap_table_put(table, SLOT_FRAMES + boot->program.count, part,
                       TRANSFER_GIVE),
         "a domain's stack");
    return OK;
}

static enum status domain_make(word_t number, word_t *stack)
{
    enum status status;

    make(TYPE_DOMAIN, domain_bits, domain);
    make(TYPE_TABLE, TABLE_BITS + SLOT_BITS, table);
    must(cap_domain_set_table(domain, table), "a domain's table");
    status = program_map();
    if (status == OK)
        status = stack_map(stack);
    if (status != OK)
        return status;
    must(cap_table_derive(own.table, gate, GATE_CALL, number, part), "a badge");
    must(cap_table_put(table, STARTED_SLOT_CALL, part, TRANSFER_GIVE),
         "a badge");
    return OK;
}

void started_make(word_t number, thread_function *first)
{
    word_t stack;

    must(domain_make(number, &stack), "a domain");
    make(TYPE_THREAD, 0, thread);
    make(TYPE_SCHED_CONTEXT, 0, time);
    must(cap_thread_configure(thread, stack, 0, 0, domain), "a thread");
    must(cap_cpu_configure(own.cpu, PRIORITY_HIGH, time), "time");
    must(cap_thread_bind(thread, time), "a thread's time");
    must(cap_thread_start(thread, (word_t)first, number), "a thread's start");
}

void started_keep(void)
{
    keep(time);
    keep(thread);
    keep(table);
    keep(domain);
}

/* The smallest that has page tables enough: it depends on where the program
   and the stacks lie. */
static void domain_size(void)
{
    word_t stack;

    while (domain_make(1, &stack) == NO_PAGE_TABLE) {
        domain_bits++;
        must(cap_table_delete(own.table, part), "a frame");
        must(cap_table_delete(own.table, table), "a table");
        must(cap_table_delete(own.table, domain), "a domain");
    }
    must(cap_table_delete(own.table, table), "a table");
    must(cap_table_delete(own.table, domain), "a domain");
}

word_t started_bytes(void)
{
    return ((word_t)1 << domain_bits) +
           ((word_t)1 << (TABLE_BITS + SLOT_BITS)) + PAGE_BYTES +
           ((word_t)1 << ABI_THREAD_BITS) + ((word_t)1 << TIME_BITS);
}

word_t started_domain_bytes(void)
{
    return (word_t)1 << domain_bits;
}

void started_begin(const struct root_boot_info *info, cap_t calls)
{
    boot = info;
    gate = calls;
    domain = slot_allocate();
    table = slot_allocate();
    thread = slot_allocate();
    time = slot_allocate();
    part = slot_allocate();
    domain_size();
}
