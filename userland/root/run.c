/*
 * Starting and ending programs, and the machine.
 */
#include "root.h"

#include "boot_info.h"
#include "own.h"
#include "pack.h"
#include "status.h"
#include "stdio.h"
#include "stubs.h"

#define NAME_WORDS 2
#define ARGUMENT_WORDS 3
/* How the machine ends if an essential program does. */
#define STATUS_BROKEN 1

static enum status power_off(word_t status)
{
    print_drain();
    return cap_console_power_off(BOOT_SLOT_CONSOLE, status);
}

/* The program is not there, or no longer. */
static void program_missing(const struct program_description *description)
{
    if (!description->essential)
        return;
    printf("root: without %s there is nothing to do: power off\n",
           description->name);
    (void)status_check(power_off(STATUS_BROKEN), "root: power off");
}

/* The client's call ends when the program does. */
static bool wait_for_end(struct process *process)
{
    cap_t reply = slot_allocate();

    if (reply == 0)
        return false;
    if (cap_self_defer(reply) != OK) {
        slot_free(reply);
        return false;
    }
    process->reply = reply;
    return true;
}

answer_t run_program(struct process *client, struct message *message)
{
    char name[NAME_WORDS * sizeof(word_t) + 1];
    char argument[ARGUMENT_WORDS * sizeof(word_t) + 1];
    word_t value = message->words[NAME_WORDS + ARGUMENT_WORDS];
    const struct program_description *description;
    struct process *process;

    (void)client;
    text_unpack(name, message->words, NAME_WORDS);
    text_unpack(argument, message->words + NAME_WORDS, ARGUMENT_WORDS);
    *message = (struct message){0};
    description = system_find(name);
    if (description == NULL || description->at_boot)
        return answer(SERVICE_NOT_FOUND);
    if (!process_start(description, argument, value, &process))
        return answer(SERVICE_FAILED);
    /* Without room to remember who waits, it does not wait. */
    return wait_for_end(process) ? answer(OK) : answer(SERVICE_FULL);
}

answer_t run_start(struct process *client, struct message *message)
{
    const struct program_description *description;
    struct process *process;

    (void)client;
    if (message->words[0] >= system_program_count)
        return answer(SERVICE_INVALID);
    description = &system_programs[message->words[0]];
    if (process_start(description, "", 0, &process))
        return answer(OK);
    program_missing(description);
    return answer(SERVICE_FAILED);
}

/* A server that could not start exits with the status that was in its way. */
static const char *end_text(const struct process *process)
{
    if (process->end.words[0] != END_EXIT)
        return "a fault";
    return status_name((int32_t)process->end.words[1]);
}

answer_t run_bury(struct process *client, struct message *message)
{
    (void)client;
    (void)message;
    for (unsigned i = 1; i < PROCESSES_MAX; i++) {
        struct process *process = &processes[i];

        if (process->state != PROGRAM_ENDED)
            continue;
        if (process->description->at_boot)
            printf("root: program %s has ended: %s\n", process->name,
                   end_text(process));
        process_bury(process);
        program_missing(process->description);
    }
    return answer(OK);
}

answer_t run_power_off(struct process *client, struct message *message)
{
    (void)client;
    if (message->words[0] > 255)
        return answer(SERVICE_INVALID);
    (void)status_check(power_off(message->words[0]), "root: power off");
    return answer(SERVICE_FAILED);
}
