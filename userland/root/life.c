/*
 * Starting and ending programs. How one is put together stands in build.c.
 */
#include "build.h"
#include "finders.h"
#include "own.h"
#include "process.h"
#include "status.h"
#include "stdio.h"
#include "string.h"
#include "stubs.h"

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
    cap_t end = process->first_slot + PROCESS_SLOTS + PROCESSES_MAX;

    (void)status_check(cap_table_revoke(own.table, process->untyped),
                       "root: taking a program's memory back");
    for (cap_t slot = process->first_slot + 1; slot < end; slot++)
        (void)status_check(cap_table_delete(own.table, slot),
                           "root: emptying a program's slot");
    finders_forget(process);
    process->state = PROGRAM_NONE;
    process->service = 0;
}

/* The entry and what the program is started with are given. */
static bool process_begin(struct process *process)
{
    process->free = (struct slot_range){process->first_slot + 1,
                                        process->first_slot + PROCESS_SLOTS};
    if (process_build(process) && process_launch(process)) {
        process->state = PROGRAM_RUNNING;
        return true;
    }
    if (process->untyped != 0)
        process_clear(process);
    return false;
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
    (void)string_copy(process->name, sizeof process->name, description->name);
    (void)string_copy(process->argument, sizeof process->argument, argument);
    process->value = value;
    process->supervised = false;
    process->stopped = false;
    process->restarts = 0;
    *started = process;
    return process_begin(process);
}

bool process_restart(struct process *process)
{
    process_clear(process);
    process->restarts++;
    return process_begin(process);
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
