/*
 * The table of running programs: finding, starting and ending them. How one is
 * put together stands in build.c.
 */
#include "process.h"

#include "build.h"
#include "own.h"
#include "status.h"
#include "stdio.h"
#include "string.h"
#include "stubs.h"

struct process processes[PROCESSES_MAX];

cap_t processes_start(cap_t first_slot)
{
    for (unsigned i = 1; i < PROCESSES_MAX; i++) {
        processes[i].first_slot = first_slot;
        first_slot += PROCESS_SLOTS;
    }
    processes[0].state = PROGRAM_RUNNING;
    (void)string_copy(processes[0].name, PROCESS_NAME_BYTES, "root");
    return first_slot;
}

word_t process_id(const struct process *process)
{
    return (word_t)(process - processes);
}

struct process *process_find(word_t id)
{
    if (id >= PROCESSES_MAX || processes[id].state != PROGRAM_RUNNING)
        return NULL;
    return &processes[id];
}

struct process *process_at(word_t address)
{
    for (unsigned i = 1; i < PROCESSES_MAX; i++) {
        struct process *process = &processes[i];

        if (process->untyped != 0 && address >= process->base &&
            address - process->base < (word_t)1 << process->untyped_bits)
            return process;
    }
    return &processes[0];
}

cap_t process_slot(struct process *process)
{
    struct slot_range *range = &process->free;

    return range->next < range->end ? range->next++ : 0;
}

/* An entry without a program; one whose untyped has the right size, if there is
   one, else one without an untyped. */
static struct process *process_entry(unsigned memory_bits)
{
    struct process *fresh = NULL;

    for (unsigned i = 1; i < PROCESSES_MAX; i++) {
        struct process *process = &processes[i];

        if (process->state != PROGRAM_NONE)
            continue;
        if (process->untyped != 0 && process->untyped_bits == memory_bits)
            return process;
        if (process->untyped == 0 && fresh == NULL)
            fresh = process;
    }
    return fresh;
}

/* Everything made from the untyped goes, and with it every slot that the
   process has in root's table but the untyped's own. */
static void process_clear(struct process *process)
{
    (void)status_check(cap_table_revoke(own.table, process->untyped),
                       "root: taking a program's memory back");
    process->free = (struct slot_range){process->first_slot + 1,
                                        process->first_slot + PROCESS_SLOTS};
    for (cap_t slot = process->free.next; slot < process->free.end; slot++)
        (void)status_check(cap_table_delete(own.table, slot),
                           "root: emptying a program's slot");
    process->state = PROGRAM_NONE;
    process->service = 0;
    process->service_name[0] = '\0';
}

bool process_start(const struct program_description *description,
                   const char *argument, word_t value, struct process **started)
{
    struct process *process = process_entry(description->memory_bits);

    if (process == NULL) {
        printf("root: program %s: too many programs\n", description->name);
        return false;
    }
    process->description = description;
    process->free = (struct slot_range){process->first_slot + 1,
                                        process->first_slot + PROCESS_SLOTS};
    (void)string_copy(process->name, PROCESS_NAME_BYTES, description->name);
    if (!process_build(process, argument, value) || !process_launch(process)) {
        if (process->untyped != 0)
            process_clear(process);
        return false;
    }
    process->state = PROGRAM_RUNNING;
    *started = process;
    return true;
}

void process_bury(struct process *process)
{
    cap_t reply = process->reply;

    process->reply = 0;
    process_clear(process);
    if (reply == 0)
        return;
    /* The one that waited may itself be gone: then the slot is empty. */
    (void)cap_reply_send(reply, OK, &process->end, 0, TRANSFER_DERIVE);
    slot_delete(reply);
}
