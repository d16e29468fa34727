/*
 * Root's first thread, once root is set up: it starts the programs that the
 * system's description names, and then sees to whatever happens to them.
 */
#include "root.h"

#include "arch.h"
#include "own.h"
#include "status.h"
#include "stdio.h"
#include "stubs.h"

#define REGISTER_SECONDS 5

/* Says that there is something to tend. */
static cap_t notification;
/* Root's own gate, for this thread. */
static cap_t service;
/* When there will be something to tend; 0: only when signalled. */
static word_t next_deadline;

/* Sees to the dead and to whoever has waited long enough. */
static void tend(void)
{
    struct message message = {0};

    (void)status_check(gate_call(service, ROOT_TEND, &message), "root: tend");
    next_deadline = message.words[0];
}

/* Waits until there is something to tend, at most until `deadline` (0: as long
   as it takes), and tends it. */
static void wait_and_tend(word_t deadline)
{
    word_t until = next_deadline;
    enum status status;

    if (until == 0 || (deadline != 0 && deadline < until))
        until = deadline;
    status = cap_notification_wait(notification, until, NULL);
    if (status != OK && status != TIMED_OUT)
        (void)status_check(status, "root: waiting");
    tend();
}

/* Those who come after may need its service. If it ends for good instead, there
   is nothing to wait for either. */
static void service_wait(word_t index, const struct root_boot_info *info)
{
    word_t deadline = arch_ticks() + REGISTER_SECONDS * info->ticks_per_second;
    struct message message = {{index}};

    while (gate_call(service, ROOT_STARTED, &message) == SERVICE_AWAY) {
        if (arch_ticks() >= deadline) {
            printf("root: program %s has not registered its service\n",
                   system_programs[index].name);
            return;
        }
        wait_and_tend(deadline);
        message = (struct message){{index}};
    }
}

static void programs_start(const struct root_boot_info *info)
{
    for (word_t i = 0; i < system_program_count; i++) {
        struct message message = {{i}};

        if (system_programs[i].at_boot &&
            gate_call(service, ROOT_START_PROGRAM, &message) == OK &&
            system_programs[i].service != NULL)
            service_wait(i, info);
    }
}

void attend(cap_t signalled, cap_t own_service,
            const struct root_boot_info *info)
{
    notification = signalled;
    service = own_service;
    programs_start(info);
    for (;;)
        wait_and_tend(0);
}
