/*
 * What a program gets besides memory: the capabilities in the first slots of
 * its table (lib/program.h). What is not made of the program's own memory is a
 * child of something that root keeps among the program's slots: nobody can act
 * as a program that has ended, nor hold its device.
 */
#include "grant.h"

#include "boot_info.h"
#include "device.h"
#include "own.h"
#include "root.h"
#include "status.h"
#include "stdio.h"
#include "stubs.h"

static cap_t gate;

void grant_start(cap_t root_gate)
{
    gate = root_gate;
}

bool process_built(const struct process *process, enum status status,
                   const char *what)
{
    if (status != OK)
        printf("root: program %s: %s: %s\n", process->name, what,
               status_name(status));
    return status == OK;
}

enum status grant_give(struct process *process, cap_t slot,
                       enum program_slot destination)
{
    return cap_table_put(process->table, destination, slot, TRANSFER_GIVE);
}

enum status grant_share(struct process *process, cap_t slot,
                        enum program_slot destination)
{
    return cap_table_put(process->table, destination, slot, TRANSFER_DERIVE);
}

enum status grant_lend(struct process *process, cap_t source, word_t rights,
                       word_t badge, enum program_slot destination)
{
    cap_t slot = process_slot(process);
    enum status status;

    if (slot == 0)
        return INVALID_SLOT;
    status = cap_table_derive(own.table, source, rights, badge, slot);
    if (status != OK)
        return status;
    return grant_share(process, slot, destination);
}

/* Root's service and root's ear for faults: one gate, two badges. */
static enum status gates_give(struct process *process)
{
    word_t id = process_id(process);
    cap_t fault = process_slot(process);
    enum status status;

    if (fault == 0)
        return INVALID_SLOT;
    status = cap_table_derive(own.table, gate, GATE_CALL, ROOT_FAULT_BADGE | id,
                              fault);
    if (status == OK)
        status = cap_domain_set_fault_gate(process->domain, fault);
    if (status == OK)
        status = grant_share(process, fault, PROGRAM_SLOT_FAULT);
    if (status == OK)
        status = grant_lend(process, gate, GATE_CALL, id, PROGRAM_SLOT_ROOT);
    return status;
}

static enum status cpu_give(struct process *process)
{
    cap_t slot = process_slot(process);
    enum status status;

    if (slot == 0)
        return INVALID_SLOT;
    status =
        cap_cpu_limit(BOOT_SLOT_CPUS, process->description->priority, slot);
    if (status != OK)
        return status;
    return grant_share(process, slot, PROGRAM_SLOT_CPU);
}

static enum status device_give(struct process *process,
                               struct program_info *info)
{
    const struct device *device;
    cap_t frame = process_slot(process);
    cap_t irq = process_slot(process);
    enum status status;

    if (process->description->device == NULL)
        return OK;
    device = device_find(process->description->device);
    if (device == NULL || frame == 0 || irq == 0)
        return device == NULL ? EMPTY_SLOT : INVALID_SLOT;
    status = device_capabilities(device, frame, irq);
    if (status == OK)
        status = grant_share(process, frame, PROGRAM_SLOT_DEVICE);
    if (status == OK)
        status = grant_share(process, irq, PROGRAM_SLOT_IRQ);
    info->device_base = device->base;
    return status;
}

bool grant_all(struct process *process, struct program_info *info)
{
    return process_built(process,
                         grant_lend(process, process->table, TABLE_RIGHTS, 0,
                                    PROGRAM_SLOT_TABLE),
                         "its table") &&
           process_built(process,
                         grant_lend(process, process->domain, DOMAIN_RIGHTS, 0,
                                    PROGRAM_SLOT_DOMAIN),
                         "its domain") &&
           process_built(process, gates_give(process), "its gates") &&
           process_built(process, cpu_give(process), "its time") &&
           process_built(process, device_give(process, info), "its device");
}
