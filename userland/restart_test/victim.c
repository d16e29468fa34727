/*
 * The server that dies. Its first thread waits to be told how, because only
 * that one's end is the program's.
 */
#include "victim.h"

#include "arch.h"
#include "gate.h"
#include "program.h"
#include "service.h"
#include "string.h"
#include "stubs.h"
#include "thread.h"

/* Sleeps for a 20th, a 1000th of a second. */
#define SLOW_PER_SECOND 20
#define RACE_PER_SECOND 1000

static cap_t gate;
static cap_t never;
static cap_t told;
cap_t victim_tell[VICTIM_DEATHS];

void victim_hang(void)
{
    for (;;)
        (void)cap_notification_wait(never, 0, NULL);
}

static void read_null(void)
{
    volatile word_t *nothing = NULL;

    __asm__ volatile("" : "+r"(nothing));
    (void)*nothing;
}

static int die(enum victim_death how)
{
    if (how == VICTIM_FAULT)
        read_null();
    return how == VICTIM_EXIT_7 ? 7 : 0;
}

static int64_t serve_new_gate(void)
{
    int64_t status =
        gate_create(gate_enter, "serve", VICTIM_ACTIVATIONS, &gate);

    return status == OK ? service_register(VICTIM_SERVICE, gate) : status;
}

static bool is(const char *argument)
{
    return strcmp(program_info->argument, argument) == 0;
}

static void sleep(word_t per_second)
{
    word_t ticks = program_info->ticks_per_second / per_second;

    (void)cap_notification_wait(never, arch_ticks() + ticks, NULL);
}

/* Is nearly always in the middle of a call of root's. */
static void racer(word_t nothing, word_t argument)
{
    (void)nothing;
    (void)argument;
    for (;;)
        (void)service_register(VICTIM_SERVICE, gate);
}

static int64_t race(void)
{
    int64_t status =
        gate_create(gate_enter, "serve", VICTIM_ACTIVATIONS, &gate);

    if (status == OK)
        status = thread_run("racer", program_info->priority - 1, racer, 0);
    if (status != OK)
        return status;
    sleep(RACE_PER_SECOND);
    return die(VICTIM_FAULT);
}

static int64_t victim_start(void)
{
    int64_t status = object_create(TYPE_NOTIFICATION, 0, &never);

    if (status == OK)
        status = object_create(TYPE_NOTIFICATION, 0, &told);
    for (unsigned i = 0; status == OK && i < VICTIM_DEATHS; i++)
        status = object_derive(told, NOTIFICATION_SEND, (word_t)1 << i,
                               &victim_tell[i]);
    return status;
}

static int64_t begin(void)
{
    if (is(VICTIM_AT_START))
        return die(VICTIM_EXIT_7);
    if (is(VICTIM_RACE))
        return race();
    if (is(VICTIM_MUTE))
        victim_hang();
    while (is(VICTIM_BUSY))
        (void)service_find_until(VICTIM_SERVICE, 1, &gate);
    if (is(VICTIM_FINDER))
        return service_find_until(VICTIM_SERVICE, 0, &gate);
    if (is(VICTIM_SLOW))
        sleep(SLOW_PER_SECOND);
    return serve_new_gate();
}

static enum victim_death wait_until_told(void)
{
    word_t how = 0;

    while (how == 0)
        (void)cap_notification_wait(told, 0, &how);
    return (enum victim_death)__builtin_ctzl(how);
}

int victim_main(void)
{
    int64_t status = victim_start();
    enum victim_death how;

    if (status == OK)
        status = begin();
    if (status != OK)
        return (int)status;
    if (is(VICTIM_REGISTERED))
        return die(VICTIM_EXIT_7);
    while ((how = wait_until_told()) == VICTIM_NEW_GATE) {
        slot_delete(gate);
        if (serve_new_gate() != OK)
            return die(VICTIM_FAULT);
    }
    return die(how);
}
