/*
 * forbidden: what is refused to user code, one kind a run, named by the
 * argument; with a + before the name it is tried again. `list` prints the
 * kinds; `allowed` does what is not refused; `probe` tries every page.
 */
#include "arch.h"
#include "console.h"
#include "kinds.h"
#include "own.h"
#include "program.h"
#include "status.h"
#include "stdio.h"
#include "string.h"
#include "stubs.h"
#include "thread.h"

#define NOT_REFUSED 1
#define NO_SUCH_KIND 2
#define TICKS_PER_SECOND 50

static int list(void)
{
    for (const struct kind *kind = refused; kind < refused_end; kind++)
        printf("kind %s\n", kind->name);
    return 0;
}

/* Somebody has to end our waiting for interrupts. */
static void ticker(word_t nothing, word_t notification)
{
    (void)nothing;
    for (;;)
        (void)cap_notification_wait(
            notification,
            arch_ticks() + program_info->ticks_per_second / TICKS_PER_SECOND,
            NULL);
}

static int allowed_run(void)
{
    cap_t notification;

    if (!status_check(object_create(TYPE_NOTIFICATION, 0, &notification),
                      "forbidden: a notification") ||
        !status_check(
            thread_run("ticker", program_info->priority, ticker, notification),
            "forbidden: the ticker"))
        return 1;
    for (const struct kind *kind = allowed; kind < allowed_end; kind++) {
        kind->run();
        printf("allowed %s\n", kind->name);
    }
    return 0;
}

static int refused_run(const char *name)
{
    for (const struct kind *kind = refused; kind < refused_end; kind++) {
        if (strcmp(kind->name, name) != 0)
            continue;
        kind->run();
        printf("forbidden: %s was not refused\n", name);
        return NOT_REFUSED;
    }
    printf("forbidden: there is no kind %s\n", name);
    return NO_SUCH_KIND;
}

int program_main(word_t argument)
{
    const char *what = program_info->argument;

    (void)argument;
    (void)status_check(console_share(), "forbidden: the console's frame");
    if (strcmp(what, "list") == 0)
        return list();
    if (strcmp(what, "allowed") == 0)
        return allowed_run();
    if (strcmp(what, "probe") == 0)
        return probe();
    if (*what != '+')
        return refused_run(what);
    if (!status_check(again_start(), "forbidden: its fault handler"))
        return 1;
    return refused_run(what + 1);
}
