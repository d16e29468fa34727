/*
 * Root: the first program. It sets itself up out of what the kernel gave it,
 * starts the programs that the system's description names, and then tends them.
 * Everything that touches root's state happens in calls of its own gate, also
 * this thread's.
 */
#include "root.h"

#include "arch.h"
#include "boot_info.h"
#include "build.h"
#include "device.h"
#include "files.h"
#include "grant.h"
#include "own.h"
#include "policy.h"
#include "pool.h"
#include "program.h"
#include "recovery.h"
#include "status.h"
#include "stdio.h"
#include "stubs.h"
#include "thread.h"

#define ROOT_MEMORY_BITS 20
#define ROOT_PRIORITY 200

#define SIGNAL_BIT 1

/* Says that there is something to tend, and a child of it that is signalled. */
static cap_t notification;
static cap_t signal;
/* Root's own gate, for this thread. */
static cap_t service;

void root_signal(void)
{
    (void)status_check(cap_notification_signal(signal), "root: signalling");
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

static enum status signal_start(void)
{
    enum status status = object_create(TYPE_NOTIFICATION, 0, &notification);

    if (status == OK)
        status =
            object_derive(notification, NOTIFICATION_SEND, SIGNAL_BIT, &signal);
    return status;
}

/* The gate, what this thread calls it by, and root's own faults. */
static enum status gate_start(const struct root_boot_info *info)
{
    cap_t gate;
    enum status status = gate_create(gate_enter, "serve", 1, &gate);

    /* So that nobody of middling priority keeps it from whoever waits. */
    if (status == OK)
        status = cap_cpu_set_ceiling(BOOT_SLOT_CPUS, ROOT_PRIORITY, gate);
    if (status == OK)
        status = gate_callable(gate, 0, &service);
    if (status == OK)
        status = gate_callable(gate, ROOT_FAULT_BADGE, &own.fault);
    if (status == OK)
        status = recovery_start();
    build_start(info->ticks_per_second);
    policy_start(info);
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
           status_check(signal_start(), "root: own notification") &&
           status_check(gate_start(info), "root: own gate");
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
    attend(notification, service, info);
}
