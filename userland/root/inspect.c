/*
 * What there is: programs, their threads, memory, capabilities. Root finds all
 * of it in the programs' tables, which it made; nothing has to be reported.
 */
#include "root.h"

#include "boot_info.h"
#include "own.h"
#include "pack.h"
#include "pool.h"
#include "stubs.h"

#define CURSOR_SLOT_BITS 20
#define OWNER_UNKNOWN 0xFFFFu

struct found {
    word_t type;
    word_t rights;
    word_t base;
    word_t size_bits;
    word_t badge;
    word_t flags;
};

static enum status inspect(cap_t table, cap_t slot, struct found *found)
{
    return cap_table_inspect(table, slot, &found->type, &found->rights,
                             &found->base, &found->size_bits, &found->badge,
                             &found->flags);
}

/* The first slot from `slot` on that holds something; 0: none. */
static cap_t next_used(cap_t table, cap_t slot, struct found *found)
{
    for (; inspect(table, slot, found) == OK; slot++) {
        if (found->type != NO_TYPE)
            return slot;
    }
    return 0;
}

answer_t inspect_program(struct process *client, struct message *message)
{
    struct process *process;

    (void)client;
    if (message->words[0] >= PROCESSES_MAX)
        return answer(SERVICE_NOT_FOUND);
    process = &processes[message->words[0]];
    *message = (struct message){0};
    if (process->state == PROGRAM_NONE)
        return answer(OK);
    (void)text_pack(message->words, 3, process->name);
    message->words[3] = process->state;
    message->words[4] = process->base;
    message->words[5] = process->untyped_bits;
    return answer(OK);
}

/* What lies at `base`: the first original or copy in its owner's table. */
static word_t type_at(const struct process *owner, word_t base)
{
    struct found found;

    for (cap_t slot = next_used(owner->table, 1, &found); slot != 0;
         slot = next_used(owner->table, slot + 1, &found)) {
        if (found.base == base &&
            (found.type == TYPE_GATE || found.type == TYPE_NOTIFICATION ||
             found.type == TYPE_THREAD))
            return found.type;
    }
    return NO_TYPE;
}

static word_t owner_of(word_t base)
{
    const struct process *owner = process_at(base);
    word_t type = type_at(owner, base);

    if (base == 0 || type == NO_TYPE)
        return OWNER_UNKNOWN;
    return process_id(owner) | type << 16;
}

/* Reads the thread in `slot` of the process' table through a child of it. */
static bool thread_read(struct process *process, cap_t slot,
                        struct message *message)
{
    cap_t thread = slot_allocate();
    word_t state;
    word_t priority;
    word_t depth;
    word_t *words = message->words;
    enum status status;

    if (thread == 0)
        return false;
    status = cap_table_derive(process->table, slot, THREAD_INSPECT, 0, thread);
    if (status == OK)
        status = cap_thread_info(thread, &state, &priority, &words[1],
                                 &words[3], &words[5], &depth);
    slot_delete(thread);
    if (status != OK)
        return false;
    words[2] = state | priority << 8 | depth << 16 | process_id(process) << 32;
    words[4] = owner_of(words[3]);
    return true;
}

/* The next thread of this process from `slot` on. */
static cap_t next_thread(struct process *process, cap_t slot,
                         struct message *message)
{
    struct found found;

    for (slot = next_used(process->table, slot, &found); slot != 0;
         slot = next_used(process->table, slot + 1, &found)) {
        /* A program's threads are also in root's table. */
        if (found.type == TYPE_THREAD && process_at(found.base) == process &&
            thread_read(process, slot, message))
            return slot;
    }
    return 0;
}

answer_t inspect_thread(struct process *client, struct message *message)
{
    word_t id = message->words[0] >> CURSOR_SLOT_BITS;
    cap_t slot = message->words[0] & CAP_SLOT_MASK;

    (void)client;
    *message = (struct message){0};
    for (slot++; id < PROCESSES_MAX; id++, slot = 1) {
        struct process *process = process_find(id);

        if (process == NULL)
            continue;
        slot = next_thread(process, slot, message);
        if (slot != 0) {
            message->words[0] = id << CURSOR_SLOT_BITS | slot;
            return answer(OK);
        }
    }
    return answer(OK);
}

/* First the boot untypeds, then the programs'. */
answer_t inspect_memory(struct process *client, struct message *message)
{
    unsigned index = (unsigned)message->words[0];
    word_t *words = message->words;
    word_t owner = 0;
    cap_t untyped;

    (void)client;
    *message = (struct message){0};
    if (index >= 0x10000)
        owner = index - 0x10000;
    if (owner != 0) {
        if (owner >= PROCESSES_MAX)
            return answer(SERVICE_NOT_FOUND);
        untyped = processes[owner].untyped;
    } else if (!pool_at(index, &untyped)) {
        return answer(SERVICE_NOT_FOUND);
    }
    words[5] = owner;
    if (untyped == 0)
        return answer(OK);
    if (cap_untyped_info(untyped, &words[0], &words[1], &words[2], &words[3],
                         &words[4]) != OK)
        return answer(SERVICE_FAILED);
    return answer(OK);
}

answer_t inspect_capability(struct process *client, struct message *message)
{
    struct process *process = process_find(message->words[0]);
    cap_t slot = message->words[1];
    struct found found;

    (void)client;
    *message = (struct message){0};
    if (process == NULL)
        return answer(SERVICE_NOT_FOUND);
    slot = next_used(process->table, slot, &found);
    if (slot == 0)
        return answer(OK);
    *message = (struct message){{
        slot,
        found.type | found.rights << 8 | found.flags << 16,
        found.base,
        found.size_bits,
        found.badge,
    }};
    return answer(OK);
}

answer_t inspect_kernel(struct process *client, struct message *message)
{
    (void)client;
    *message = (struct message){0};
    /* What it prints comes from the kernel itself. */
    print_drain();
    return answer(cap_console_check(BOOT_SLOT_CONSOLE, &message->words[0],
                                    &message->words[1]));
}
