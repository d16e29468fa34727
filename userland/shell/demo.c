/*
 * The demonstrations: calls, shared memory, crashes.
 */
#include "arch.h"
#include "program.h"
#include "service.h"
#include "shell.h"
#include "status.h"
#include "stdio.h"
#include "string.h"

#define CALLS 10000

/* For the demonstrations that touch another program's memory. */
static volatile word_t witness;

/* Outlives the server: `kill demo_server`, and `call` finds the new one. */
static struct service server = {.name = DEMO_SERVICE};

/* The time of `CALLS` calls in nanoseconds each; 0: one failed. */
static word_t calls_measure(void)
{
    word_t begin = arch_ticks();
    word_t ticks;

    for (unsigned i = 0; i < CALLS; i++) {
        struct message message = {{i, 1}};

        if (!status_check(service_call(&server, DEMO_ADD, &message), "call"))
            return 0;
    }
    ticks = arch_ticks() - begin;
    return ticks * 1000000 / program_info->ticks_per_second * 1000 / CALLS;
}

void command_call(const struct words *words)
{
    struct message message = {{2, 3}};

    if (words->count != 1 &&
        (words->count != 3 ||
         !number_read(words->text[1], UINT64_MAX, &message.words[0]) ||
         !number_read(words->text[2], UINT64_MAX, &message.words[1]))) {
        printf("usage: call [A B], two numbers\n");
        return;
    }
    if (!status_check(service_call(&server, DEMO_ADD, &message),
                      "the demo server"))
        return;
    printf("the demo server says %lu; it has served %lu calls\n",
           message.words[0], message.words[1]);
    printf("%d more calls: %lu ns each\n", CALLS, calls_measure());
}

static void print_end(const char *program, const struct message *end)
{
    if (end->words[0] == END_EXIT)
        printf("%s ended by itself with %ld\n", program,
               (int64_t)end->words[1]);
    else
        printf("%s was stopped; the system goes on\n", program);
}

void program_run(const char *program, const char *argument, word_t value)
{
    struct message end;

    if (status_check(service_run(program, argument, value, &end), program))
        print_end(program, &end);
}

/* The server faults while it serves us: our call ends, it goes on serving. */
static void crash_server(void)
{
    struct message message = {0};

    printf("the call ended with %s\n",
           status_name(service_call(&server, DEMO_FAULT, &message)));
}

void command_crash(const struct words *words)
{
    word_t victim = (word_t)&witness;

    if (words->count < 2) {
        printf("usage: crash KIND; `help crash` lists them\n");
        return;
    }
    if (strcmp(words->text[1], "server") == 0) {
        crash_server();
        return;
    }
    if (strcmp(words->text[1], "code") == 0)
        victim = (word_t)command_crash;
    program_run("crash", words->text[1], victim);
}

void command_share(const struct words *words)
{
    (void)words;
    program_run("demo_client", "", 0);
}

void command_run(const struct words *words)
{
    if (words->count < 2)
        printf("usage: run PROGRAM [TEXT]\n");
    else
        program_run(words->text[1], words->count > 2 ? words->text[2] : "", 0);
}
