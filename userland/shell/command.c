/*
 * The commands: their table, looking one up, and those that are small.
 */
#include "shell.h"

#include "service.h"
#include "status.h"
#include "stdio.h"
#include "string.h"

struct command {
    const char *name;
    const char *arguments;
    const char *help;
    unsigned words_max; /* with the command itself */
    void (*run)(const struct words *words);
};

static const struct command commands[] = {
    {"help", "[COMMAND]", "what the commands are, or one of them does", 2,
     command_help},
    {"ps", "", "every thread: its state and what it waits for", 1, command_ps},
    {"mem", "", "every untyped: what is used, free and known to be clear", 1,
     command_mem},
    {"caps", "PROGRAM", "the capabilities in a program's table", 2,
     command_caps},
    {"call", "[A B]", "has the demo server add two numbers, and counts", 3,
     command_call},
    {"crash", "KIND",
     "runs a program that does what is forbidden; KIND is one of null, write, "
     "privileged, undefined, kernel, exec, jump, align, other, overwrite, "
     "code, text, stack, breakpoint, server",
     2, command_crash},
    {"share", "",
     "passes a pointer into shared memory to the demo server, then revokes it",
     1, command_share},
    {"run", "PROGRAM [TEXT]", "runs a program to its end", 3, command_run},
    {"start", "PROGRAM [TEXT]",
     "starts a program that root restarts as its description says", 3,
     command_start},
    {"kill", "PROGRAM", "ends a program; root restarts it if it should", 2,
     command_kill},
    {"stop", "PROGRAM", "ends a program for good", 2, command_stop},
    {"restarts", "", "who is restarted, how often, and how it ended last", 1,
     command_restarts},
    {"storm", "[COUNT]",
     "has a server die COUNT times (10000) with calls under way, and looks for "
     "what was lost",
     2, command_storm},
    {"check", "", "has a debug kernel check its own state", 1, command_check},
    {"exit", "[STATUS]", "ends the machine; under QEMU with this status", 2,
     command_exit},
};

#define COMMAND_COUNT (sizeof commands / sizeof commands[0])

static const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    }
    printf("there is no command `%s`; `help` lists them\n", name);
    return NULL;
}

void command_dispatch(const struct words *words)
{
    const struct command *command = command_find(words->text[0]);

    if (command == NULL)
        return;
    if (words->count > command->words_max)
        printf("usage: %s %s\n", command->name, command->arguments);
    else
        command->run(words);
}

void command_help(const struct words *words)
{
    const struct command *command;

    if (words->count == 1) {
        for (size_t i = 0; i < COMMAND_COUNT; i++)
            printf("%-8s %-15s %s\n", commands[i].name, commands[i].arguments,
                   commands[i].help);
        return;
    }
    command = command_find(words->text[1]);
    if (command != NULL)
        printf("%s %s\n%s\n", command->name, command->arguments, command->help);
}

void command_exit(const struct words *words)
{
    struct message message;
    word_t status = 0;

    if (words->count == 2 && !number_read(words->text[1], 255, &status)) {
        printf("exit: STATUS is a number from 0 to 255\n");
        return;
    }
    print_flush();
    (void)root_answered(service_root(ROOT_POWER_OFF, status, 0, &message));
}

void command_check(const struct words *words)
{
    struct message message;

    (void)words;
    if (!root_answered(service_root(ROOT_CHECK, 0, 0, &message)))
        return;
    if (message.words[1] == 0)
        printf("this kernel was built without the checks\n");
    else
        printf("%lu of the kernel's invariants are broken\n", message.words[0]);
}

bool root_answered(int64_t status)
{
    return status_check(status, "root says");
}
