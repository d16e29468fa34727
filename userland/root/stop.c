/*
 * Ending programs, and the machine.
 */
#include "root.h"

#include "pack.h"
#include "status.h"
#include "string.h"
#include "stubs.h"

void machine_end(word_t status)
{
    print_drain();
    (void)status_check(cap_console_power_off(BOOT_SLOT_CONSOLE, status),
                       "root: power off");
}

static struct process *running(const char *name)
{
    for (unsigned i = 1; i < PROCESSES_MAX; i++) {
        if (processes[i].state == PROGRAM_RUNNING &&
            strcmp(processes[i].name, name) == 0)
            return &processes[i];
    }
    return NULL;
}

answer_t stop_program(struct process *client, struct message *message)
{
    static const struct message end = {{END_KILL}};
    char name[PROCESS_NAME_BYTES + 1];
    bool for_good = message->words[3] != 0;
    struct process *process;

    (void)client;
    text_unpack(name, message->words, 3);
    *message = (struct message){0};
    process = running(name);
    if (process == NULL)
        return answer(SERVICE_NOT_FOUND);
    if (for_good && process->description->essential)
        return answer(SERVICE_NOT_PERMITTED);
    process->stopped = for_good;
    supervise_ended(process, &end);
    return answer(OK);
}

answer_t stop_machine(struct process *client, struct message *message)
{
    (void)client;
    if (message->words[0] > 255)
        return answer(SERVICE_INVALID);
    machine_end(message->words[0]);
    return answer(SERVICE_FAILED);
}
