/*
 * Making the other domain. Its code is a copy of this program's position-
 * independent part; what it knows comes in plans.
 */
#include "other.h"

#include "arch.h"
#include "caps.h"
#include "frame.h"
#include "program.h"
#include "string.h"
#include "stubs.h"
#include "thread.h"

#define DOMAIN_SIZE_BITS 15
#define TABLE_SIZE_BITS (5 + 5)
#define AREA_BITS 16
#define STACK_BYTES 4096
#define PATIENCE_SECONDS 20

/* The memory that both domains share. */
struct area {
    struct plan plans[PLACES];
    word_t flags[FLAGS];
    word_t thread_pointers[PLACES];
    alignas(16) char stacks[PLACES][STACK_BYTES];
};

static_assert(sizeof(struct area) <= (size_t)1 << AREA_BITS);

struct other other;
static struct area *area;
static char *code;

static enum status domain_make(void)
{
    enum status status =
        object_create(TYPE_DOMAIN, DOMAIN_SIZE_BITS, &other.domain);

    if (status == OK)
        status = object_create(TYPE_TABLE, TABLE_SIZE_BITS, &other.table);
    if (status != OK)
        return status;
    return cap_domain_set_table(other.domain, other.table);
}

static enum status area_make(void)
{
    void *address;
    cap_t frame;
    cap_t child;
    enum status status = frame_create(AREA_BITS, &frame, &address);

    if (status == OK)
        status = object_derive(frame, FRAME_READ | FRAME_WRITE, 0, &child);
    if (status != OK)
        return status;
    area = address;
    for (unsigned i = 0; i < PLACES; i++) {
        other.plans[i] = &area->plans[i];
        area->thread_pointers[i] = (word_t)&area->thread_pointers[i];
    }
    return cap_domain_map(other.domain, FRAME_READ | FRAME_WRITE,
                          MEMORY_TYPE_NORMAL, child);
}

static enum status code_make(void)
{
    size_t bytes = (size_t)(leak_code_end - leak_code_begin);
    void *address;
    cap_t frame;
    enum status status = frame_create(frame_bits(bytes), &frame, &address);

    if (status != OK)
        return status;
    code = address;
    memcpy(code, leak_code_begin, bytes);
    arch_code_ready(code, bytes);
    status = cap_frame_unmap(frame);
    if (status != OK)
        return status;
    return cap_domain_map(other.domain, FRAME_READ | FRAME_EXECUTE,
                          MEMORY_TYPE_NORMAL, frame);
}

enum status other_start(void)
{
    enum status status = domain_make();

    if (status == OK)
        status = area_make();
    if (status == OK)
        status = code_make();
    return status;
}

/* Where that piece of code is in the domain. */
static word_t code_at(cap_t domain, const char *symbol)
{
    if (domain == own.domain)
        return (word_t)symbol;
    return (word_t)(code + (symbol - leak_code_begin));
}

volatile word_t *other_flag(unsigned number)
{
    area->flags[number] = 0;
    return &area->flags[number];
}

word_t other_thread_pointer(enum place place)
{
    return area->thread_pointers[place];
}

enum status other_give(cap_t capability, cap_t destination)
{
    return cap_table_put(other.table, destination, capability, TRANSFER_DERIVE);
}

void other_drop(cap_t destination)
{
    (void)!cap_table_delete(other.table, destination);
}

enum status other_thread(cap_t domain, enum place place, cap_t *thread)
{
    enum status status = object_create(TYPE_THREAD, 0, thread);

    if (status != OK)
        return status;
    return cap_thread_configure(*thread, (word_t)area->stacks[place + 1],
                                other_thread_pointer(place),
                                thread_word("leak"), domain);
}

enum status other_gate_make(cap_t domain, struct other_gate *gate)
{
    enum status status = object_create(TYPE_GATE, 0, &gate->original);

    if (status == OK)
        status = cap_gate_configure(gate->original, code_at(domain, leak_gate),
                                    0, domain);
    if (status == OK)
        status = other_thread(domain, PLACE_GATE, &gate->activation);
    if (status == OK)
        status = cap_gate_add_activation(gate->original, gate->activation);
    if (status == OK)
        status = object_derive(gate->original, GATE_CALL,
                               (word_t)other.plans[PLACE_GATE], &gate->gate);
    return status;
}

void other_gate_drop(struct other_gate *gate)
{
    slot_delete(gate->original);
    slot_free(gate->gate);
    slot_delete(gate->activation);
}

enum status guest_make(cap_t *thread)
{
    enum status status = other_thread(other.domain, PLACE_GUEST, thread);

    if (status != OK)
        return status;
    return thread_give_time(*thread, program_info->priority);
}

enum status guest_start(cap_t thread)
{
    return cap_thread_start(thread, code_at(other.domain, leak_thread),
                            (word_t)other.plans[PLACE_GUEST]);
}

void guest_plan_end(void)
{
    static const struct message nothing;

    (void)plan_invoke(other.plans[PLACE_GUEST], CAP_SELF, OP_SELF_EXIT,
                      &nothing);
}

static bool patience_over(word_t begin)
{
    return arch_ticks() - begin >
           PATIENCE_SECONDS * program_info->ticks_per_second;
}

bool wait_for_state(cap_t thread, word_t state)
{
    word_t begin = arch_ticks();
    word_t found;

    while (cap_thread_info(thread, &found, NULL, NULL, NULL, NULL, NULL) ==
           OK) {
        if (found == state)
            return true;
        if (patience_over(begin) || cap_self_yield() != OK)
            return false;
    }
    return false;
}

bool wait_for_flag(const volatile word_t *flag)
{
    word_t begin = arch_ticks();

    while (*flag == 0) {
        if (patience_over(begin) || cap_self_yield() != OK)
            return false;
    }
    return true;
}
