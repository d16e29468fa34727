/*
 * What follows when a program ends: those that root started itself are started
 * again as their descriptions say, until they have died too often. A program
 * that somebody runs is that one's business.
 */
#include "root.h"

#include "finders.h"
#include "policy.h"
#include "stdio.h"
#include "string.h"

#define STATUS_BROKEN 1

bool supervise_program(const struct program_description *description,
                       const char *argument, word_t value)
{
    struct process *process;

    policy_forget(description);
    if (!process_start(description, argument, value, &process))
        return false;
    process->supervised = true;
    return true;
}

void supervise_ended(struct process *process, const struct message *end)
{
    process->state = PROGRAM_ENDED;
    process->end = *end;
    if (process->description->service != NULL &&
        strcmp(process->description->service, CONSOLE_SERVICE) == 0)
        print_use_console(0);
    root_signal();
}

void supervise_missing(const struct program_description *description)
{
    if (!description->essential)
        return;
    printf("root: without %s there is nothing to do: power off\n",
           description->name);
    machine_end(STATUS_BROKEN);
}

static void lost(struct process *process)
{
    finders_refuse(process);
    process_bury(process);
    supervise_missing(process->description);
}

static void ended(struct process *process)
{
    enum decision decision = policy_decide(process);

    if (process->supervised &&
        (decision != RESTARTED || process_talks(process)))
        policy_print(process, decision);
    if (decision == RESTARTED && process_restart(process))
        return;
    if (decision == RESTARTED)
        printf("root: program %s cannot be started again\n", process->name);
    lost(process);
}

answer_t supervise_tend(struct process *client, struct message *message)
{
    (void)client;
    for (unsigned i = 1; i < PROCESSES_MAX; i++) {
        if (processes[i].state == PROGRAM_ENDED)
            ended(&processes[i]);
    }
    *message = (struct message){{finders_expire()}};
    return answer(OK);
}
