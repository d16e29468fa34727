/*
 * The table of running programs.
 */
#include "process.h"

#include "string.h"

#define TALKS 10
#define TALKS_EVERY 1000

struct process processes[PROCESSES_MAX];

cap_t processes_start(cap_t first_slot)
{
    for (unsigned i = 1; i < PROCESSES_MAX; i++) {
        processes[i].first_slot = first_slot;
        first_slot += PROCESS_SLOTS + PROCESSES_MAX;
    }
    processes[0].state = PROGRAM_RUNNING;
    (void)string_copy(processes[0].name, PROCESS_NAME_BYTES, "root");
    return first_slot;
}

word_t process_id(const struct process *process)
{
    return (word_t)(process - processes);
}

struct process *process_find(word_t id)
{
    if (id >= PROCESSES_MAX || processes[id].state != PROGRAM_RUNNING)
        return NULL;
    return &processes[id];
}

struct process *process_at(word_t address)
{
    for (unsigned i = 1; i < PROCESSES_MAX; i++) {
        struct process *process = &processes[i];

        if (process->untyped != 0 && address >= process->base &&
            address - process->base < (word_t)1 << process->untyped_bits)
            return process;
    }
    return &processes[0];
}

cap_t process_slot(struct process *process)
{
    struct slot_range *range = &process->free;

    return range->next < range->end ? range->next++ : 0;
}

cap_t process_session(const struct process *process,
                      const struct process *server)
{
    return process->first_slot + PROCESS_SLOTS + process_id(server);
}

bool process_talks(const struct process *process)
{
    return process->restarts <= TALKS || process->restarts % TALKS_EVERY == 0;
}

enum program_state process_state(const struct program_description *description)
{
    for (unsigned i = 1; i < PROCESSES_MAX; i++) {
        if (processes[i].state != PROGRAM_NONE &&
            processes[i].description == description)
            return processes[i].state;
    }
    return PROGRAM_NONE;
}
