/*
 * Putting a program together, step by step; every step says what failed. The
 * large objects come first, so that little is lost to alignment.
 */
#include "build.h"

#include "boot_info.h"
#include "device.h"
#include "gate.h"
#include "load.h"
#include "own.h"
#include "pool.h"
#include "root.h"
#include "status.h"
#include "stdio.h"
#include "string.h"
#include "stubs.h"
#include "thread.h"

#define DOMAIN_SIZE_BITS 16
#define TABLE_BITS 8
#define TABLE_SIZE_BITS (TABLE_BITS + 5)

static word_t ticks;
static cap_t gate;

void build_start(word_t ticks_per_second, const cap_t root_gate)
{
    ticks = ticks_per_second;
    gate = root_gate;
}

static bool built(const struct process *process, enum status status,
                  const char *what)
{
    if (status != OK)
        printf("root: program %s: %s: %s\n", process->name, what,
               status_name(status));
    return status == OK;
}

static enum status memory_make(struct process *process)
{
    enum status status = OK;

    if (process->untyped != 0)
        return OK;
    status = pool_untyped(process->description->memory_bits,
                          process->first_slot);
    if (status != OK)
        return status;
    process->untyped = process->first_slot;
    process->untyped_bits = process->description->memory_bits;
    return cap_untyped_info(process->untyped, &process->base, NULL, NULL, NULL,
                            NULL);
}

static enum status make(struct process *process, enum object_type type,
                        word_t size_bits, cap_t *object)
{
    *object = process_slot(process);
    if (*object == 0)
        return INVALID_SLOT;
    return cap_untyped_retype(process->untyped, type, size_bits, *object);
}

/* Gives the capability in root's `slot` to the program. */
static enum status give(struct process *process, cap_t slot,
                        enum program_slot destination)
{
    return cap_table_put(process->table, destination, slot, TRANSFER_GIVE);
}

/* Gives it a child of root's `source` instead. */
static enum status lend(struct process *process, cap_t source, word_t rights,
                        word_t badge, enum program_slot destination)
{
    cap_t slot = process_slot(process);
    enum status status;

    if (slot == 0)
        return INVALID_SLOT;
    status = cap_table_derive(own.table, source, rights, badge, slot);
    if (status != OK)
        return status;
    return give(process, slot, destination);
}

/* The untyped that the program gets is the largest, so it comes first. */
static enum status domain_make(struct process *process)
{
    cap_t untyped;
    enum status status = make(process, TYPE_UNTYPED,
                              process->description->own_bits, &untyped);

    if (status == OK)
        status = make(process, TYPE_DOMAIN, DOMAIN_SIZE_BITS,
                      &process->domain);
    if (status == OK)
        status = make(process, TYPE_TABLE, TABLE_SIZE_BITS, &process->table);
    if (status == OK)
        status = cap_domain_set_table(process->domain, process->table);
    if (status == OK)
        status = give(process, untyped, PROGRAM_SLOT_UNTYPED);
    return status;
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
        status = give(process, fault, PROGRAM_SLOT_FAULT);
    if (status == OK)
        status = lend(process, gate, GATE_CALL, id, PROGRAM_SLOT_ROOT);
    return status;
}

static enum status cpu_give(struct process *process)
{
    cap_t slot = process_slot(process);
    enum status status;

    if (slot == 0)
        return INVALID_SLOT;
    status = cap_cpu_limit(BOOT_SLOT_CPUS, process->description->priority,
                           slot);
    if (status != OK)
        return status;
    return give(process, slot, PROGRAM_SLOT_CPU);
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
        status = give(process, frame, PROGRAM_SLOT_DEVICE);
    if (status == OK)
        status = give(process, irq, PROGRAM_SLOT_IRQ);
    info->device_base = device->base;
    return status;
}

static enum status thread_make(struct process *process, word_t stack,
                               cap_t *thread)
{
    cap_t time;
    enum status status = make(process, TYPE_THREAD, 0, thread);

    if (status == OK)
        status = make(process, TYPE_SCHED_CONTEXT, 0, &time);
    if (status == OK)
        status = cap_thread_configure(*thread, stack, 0,
                                      thread_word(PROCESS_MAIN),
                                      process->domain);
    if (status == OK)
        status = cap_cpu_configure(BOOT_SLOT_CPUS,
                                   process->description->priority, time);
    if (status == OK)
        status = cap_thread_bind(*thread, time);
    if (status == OK)
        status = lend(process, *thread, THREAD_CONTROL | THREAD_INSPECT, 0,
                      PROGRAM_SLOT_THREAD);
    return status;
}

static void info_fill(const struct process *process, struct program_info *info,
                      const char *argument, word_t value)
{
    *info = (struct program_info){
        .magic = PROGRAM_INFO_MAGIC,
        .id = process_id(process),
        .slots = (word_t)1 << TABLE_BITS,
        .priority = process->description->priority,
        .ticks_per_second = ticks,
        .value = value,
    };
    (void)string_copy(info->name, sizeof info->name, process->name);
    (void)string_copy(info->argument, sizeof info->argument, argument);
}

static bool file_open(const struct process *process, struct file *file,
                      struct elf_image *image)
{
    const char *wrong;

    if (!files_find(process->name, file)) {
        printf("root: program %s: the boot image has no good file of that "
               "name\n", process->name);
        return false;
    }
    wrong = elf_check(file->bytes, file->size, image);
    if (wrong != NULL)
        printf("root: program %s: its file cannot be loaded: %s\n",
               process->name, wrong);
    return wrong == NULL;
}

static bool capabilities_give(struct process *process,
                              struct program_info *info)
{
    return built(process,
                 lend(process, process->table, TABLE_RIGHTS, 0,
                      PROGRAM_SLOT_TABLE), "its table") &&
           built(process,
                 lend(process, process->domain, DOMAIN_RIGHTS, 0,
                      PROGRAM_SLOT_DOMAIN), "its domain") &&
           built(process, gates_give(process), "its gates") &&
           built(process, cpu_give(process), "its time") &&
           built(process, device_give(process, info), "its device");
}

bool process_build(struct process *process, const char *argument, word_t value)
{
    struct file file;
    struct elf_image image;
    struct program_info info;
    word_t stack;

    if (!file_open(process, &file, &image))
        return false;
    info_fill(process, &info, argument, value);
    process->entry = image.entry;
    return built(process, memory_make(process), "its memory") &&
           built(process, domain_make(process), "its domain and table") &&
           capabilities_give(process, &info) &&
           built(process,
                 load_image(process, &file, &image, &process->image),
                 "its image") &&
           built(process, load_stack(process, &stack), "its stack") &&
           built(process, load_info(process, &info, &process->info),
                 "its information page") &&
           built(process, thread_make(process, stack, &process->thread),
                 "its thread");
}

bool process_launch(struct process *process)
{
    return built(process,
                 cap_thread_start(process->thread,
                                  process->image + process->entry,
                                  process->info),
                 "its start");
}
