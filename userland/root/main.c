/*
 * Root: the first program. It sets itself up out of what the kernel gave it,
 * starts the programs that the system's description names, and then waits for
 * their ends. Everything that touches root's state happens in calls of its own
 * gate, also this thread's.
 */
#include "root.h"

#include "arch.h"
#include "boot_info.h"
#include "build.h"
#include "device.h"
#include "files.h"
#include "grant.h"
#include "own.h"
#include "pool.h"
#include "program.h"
#include "recovery.h"
#include "status.h"
#include "stdio.h"
#include "stubs.h"
#include "thread.h"

#define ROOT_MEMORY_BITS 20
#define ROOT_PRIORITY 200
#define REGISTER_SECONDS 5

static cap_t notification;
/* Children of it that signal one bit each: [bit]. */
static cap_t signals[ROOT_SIGNAL_ENDED + 1];
/* Root's own gate, for this thread. */
static cap_t service;

void root_signal(word_t bits)
{
    (void)status_check(cap_notification_signal(signals[bits]),
                       "root: signalling");
}

/* The slots behind those of the kernel, first for the programs. */
static void slots_divide(const struct root_boot_info *info)
{
    cap_t end = (cap_t)1 << info->table_bits;

    slots_start(processes_start(info->first_free_slot), end);
    processes[0].table = BOOT_SLOT_TABLE;
}

static enum status own_start(void)
{
    own = (struct own){
        .table = BOOT_SLOT_TABLE,
        .domain = BOOT_SLOT_DOMAIN,
        .cpu = BOOT_SLOT_CPUS,
        .untyped = slot_allocate(),
    };
    return pool_untyped(ROOT_MEMORY_BITS, own.untyped);
}

static enum status signals_start(void)
{
    enum status status = object_create(TYPE_NOTIFICATION, 0, &notification);

    for (word_t bit = ROOT_SIGNAL_REGISTERED;
         status == OK && bit <= ROOT_SIGNAL_ENDED; bit <<= 1)
        status =
            object_derive(notification, NOTIFICATION_SEND, bit, &signals[bit]);
    return status;
}

/* The gate, what this thread calls it by, and root's own faults. */
static enum status gate_start(const struct root_boot_info *info)
{
    cap_t gate;
    enum status status = gate_create(gate_enter, "serve", 1, &gate);

    if (status == OK)
        status = gate_callable(gate, 0, &service);
    if (status == OK)
        status = gate_callable(gate, ROOT_FAULT_BADGE, &own.fault);
    if (status == OK)
        status = recovery_start();
    build_start(info->ticks_per_second);
    grant_start(gate);
    return status;
}

static bool root_start(const struct root_boot_info *info)
{
    if (info->magic != BOOT_INFO_MAGIC) {
        printf("root: the boot information has a wrong magic number\n");
        return false;
    }
    slots_divide(info);
    pool_start(info);
    device_start(info);
    return status_check(own_start(), "root: own memory") &&
           status_check(
               cap_thread_set_word(BOOT_SLOT_THREAD, thread_word(PROCESS_MAIN)),
               "root: own name") &&
           status_check(cap_cpu_configure(BOOT_SLOT_CPUS, ROOT_PRIORITY,
                                          BOOT_SLOT_SCHED_CONTEXT),
                        "root: own priority") &&
           print_start() &&
           status_check(signals_start(), "root: own notification") &&
           status_check(gate_start(info), "root: own gate");
}

static void bury(void)
{
    struct message message = {0};

    (void)status_check(gate_call(service, ROOT_BURY, &message), "root: bury");
}

/* Waits for signals until `deadline` (0: for ever) and buries the dead; the
   bits, 0 when it is too late. */
static word_t signals_wait(word_t deadline)
{
    word_t bits = 0;
    enum status status = cap_notification_wait(notification, deadline, &bits);

    if (status != OK && status != TIMED_OUT)
        (void)status_check(status, "root: waiting");
    if ((bits & ROOT_SIGNAL_ENDED) != 0)
        bury();
    return status == OK ? bits : 0;
}

/* Those who come after may need its service. If it ends instead of registering
   that, there is nothing to wait for either. */
static void service_wait(const struct program_description *description,
                         const struct root_boot_info *info)
{
    word_t deadline = arch_ticks() + REGISTER_SECONDS * info->ticks_per_second;

    if (signals_wait(deadline) == 0)
        printf("root: program %s has not registered its service\n",
               description->name);
}

static void programs_start(const struct root_boot_info *info)
{
    for (word_t i = 0; i < system_program_count; i++) {
        const struct program_description *description = &system_programs[i];
        struct message message = {{i}};

        if (!description->at_boot)
            continue;
        if (gate_call(service, ROOT_START_PROGRAM, &message) == OK &&
            description->service != NULL)
            service_wait(description, info);
    }
}

int program_main(word_t argument)
{
    const struct root_boot_info *info = (const struct root_boot_info *)argument;

    print_to_system();
    printf("root: Hesper on %.*s, %u cores\n", (int)sizeof info->board,
           info->board, info->cores);
    if (!root_start(info))
        return 1;
    files_start(info);
    programs_start(info);
    for (;;)
        (void)signals_wait(0);
}
