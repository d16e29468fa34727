/*
 * Putting a program together, step by step; every step says what failed. The
 * large objects come first, so that little is lost to alignment.
 */
#include "build.h"

#include "boot_info.h"
#include "grant.h"
#include "load.h"
#include "own.h"
#include "pool.h"
#include "status.h"
#include "stdio.h"
#include "string.h"
#include "stubs.h"
#include "thread.h"

#define DOMAIN_SIZE_BITS 16
#define TABLE_BITS 8
#define TABLE_SIZE_BITS (TABLE_BITS + 5)

static word_t ticks;

void build_start(word_t ticks_per_second)
{
    ticks = ticks_per_second;
}

static enum status memory_make(struct process *process)
{
    enum status status = OK;

    if (process->untyped != 0)
        return OK;
    status =
        pool_untyped(process->description->memory_bits, process->first_slot);
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

/* The untyped that the program gets is the largest, so it comes first. */
static enum status domain_make(struct process *process)
{
    cap_t untyped;
    enum status status =
        make(process, TYPE_UNTYPED, process->description->own_bits, &untyped);

    if (status == OK)
        status = make(process, TYPE_DOMAIN, DOMAIN_SIZE_BITS, &process->domain);
    if (status == OK)
        status = make(process, TYPE_TABLE, TABLE_SIZE_BITS, &process->table);
    if (status == OK)
        status = cap_domain_set_table(process->domain, process->table);
    if (status == OK)
        status = grant_give(process, untyped, PROGRAM_SLOT_UNTYPED);
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
        status = cap_thread_configure(
            *thread, stack, 0, thread_word(PROCESS_MAIN), process->domain);
    if (status == OK)
        status = cap_cpu_configure(BOOT_SLOT_CPUS,
                                   process->description->priority, time);
    if (status == OK)
        status = cap_thread_bind(*thread, time);
    if (status == OK)
        status = grant_lend(process, *thread, THREAD_CONTROL | THREAD_INSPECT,
                            0, PROGRAM_SLOT_THREAD);
    return status;
}

static void info_fill(const struct process *process, struct program_info *info)
{
    *info = (struct program_info){
        .magic = PROGRAM_INFO_MAGIC,
        .id = process_id(process),
        .slots = (word_t)1 << TABLE_BITS,
        .priority = process->description->priority,
        .ticks_per_second = ticks,
        .value = process->value,
        .restarts = process->restarts,
    };
    (void)string_copy(info->name, sizeof info->name, process->name);
    (void)string_copy(info->argument, sizeof info->argument, process->argument);
}

static bool file_open(const struct process *process, struct file *file,
                      struct elf_image *image)
{
    const char *wrong;
    const char *name = process->description->file;

    if (!files_find(name != NULL ? name : process->name, file)) {
        printf("root: program %s: the boot image has no good file of that "
               "name\n",
               process->name);
        return false;
    }
    wrong = elf_check(file->bytes, file->size, image);
    if (wrong != NULL)
        printf("root: program %s: its file cannot be loaded: %s\n",
               process->name, wrong);
    return wrong == NULL;
}

bool process_build(struct process *process)
{
    struct file file;
    struct elf_image image;
    struct program_info info;
    word_t stack;

    if (!file_open(process, &file, &image))
        return false;
    info_fill(process, &info);
    process->entry = image.entry;
    return process_built(process, memory_make(process), "its memory") &&
           process_built(process, domain_make(process),
                         "its domain and table") &&
           grant_all(process, &info) &&
           process_built(process,
                         load_image(process, &file, &image, &process->image),
                         "its image") &&
           process_built(process, load_stack(process, &stack), "its stack") &&
           process_built(process, load_info(process, &info, &process->info),
                         "its information page") &&
           process_built(process, thread_make(process, stack, &process->thread),
                         "its thread");
}

bool process_launch(struct process *process)
{
    return process_built(process,
                         cap_thread_start(process->thread,
                                          process->image + process->entry,
                                          process->info),
                         "its start");
}
