/*
 * Counting on one core.
 */
#include "core.h"

#include <string.h>

uint64_t poll_address;
uint64_t not_boot_low;
uint64_t not_boot_high;
bool profiling;

static void longest_keep(struct counts *counts, const struct core *core)
{
    if (core->entry <= counts->longest)
        return;
    counts->longest = core->entry;
    counts->longest_pc = core->entry_pc;
}

static bool masked_keep(struct counts *counts, const struct core *core)
{
    if (core->masked <= counts->longest_masked)
        return false;
    counts->longest_masked = core->masked;
    counts->longest_masked_pc = core->masked_pc;
    return true;
}

static void path_swap(struct path *one, struct path *other)
{
    struct path path = *one;

    *one = *other;
    *other = path;
}

/* The stretch with interrupts masked is over; the next one begins there. */
static void masked_restart(struct core *core, uint64_t address)
{
    if (core->total.user != 0) {
        if (masked_keep(&core->total, core))
            path_swap(&core->stretch, &core->longest_masked);
        if (core->marked)
            (void)masked_keep(&core->interval, core);
    }
    core->stretch.length = 0;
    core->masked = 0;
    core->masked_pc = address;
}

/* The entry that was going on is over. Boot is not an entry. */
void entry_end(struct core *core)
{
    if (!core->in_kernel)
        return;
    if (core->total.user != 0) {
        longest_keep(&core->total, core);
        if (core->marked)
            longest_keep(&core->interval, core);
    }
    core->entry = 0;
    masked_restart(core, 0);
}

static void entry_begin(struct core *core, uint64_t address)
{
    core->entry = 0;
    core->entry_pc = address;
    core->masked = 0;
    core->masked_pc = address;
    if (core->total.user == 0)
        return;
    core->total.entries += !core->woken;
    core->total.wakes += core->woken;
    if (core->marked) {
        core->interval.entries += !core->woken;
        core->interval.wakes += core->woken;
    }
}

void count_kernel_mark(struct core *core, uint64_t address)
{
    if (!core->in_kernel || core->woken)
        entry_begin(core, address);
    if (address == poll_address) {
        masked_restart(core, address);
        core->total.looks++;
        core->interval.looks++;
    }
    core->last = address;
    core->in_kernel = true;
    core->woken = false;
    core->entry++;
    core->masked++;
    core->total.kernel++;
    core->interval.kernel++;
    core->boot += core->total.user == 0 &&
                  (address < not_boot_low || address >= not_boot_high);
}

void count_user_mark(struct core *core, uint64_t address)
{
    core->last = address;
    if (core->total.kernel == 0) {
        core->firmware++;
        return;
    }
    entry_end(core);
    core->in_kernel = false;
    core->woken = false;
    core->total.user++;
    core->interval.user++;
}

void count_kernel(struct core *core, struct place *place)
{
    count_kernel_mark(core, place->address);
    if (!profiling)
        return;
    path_add(&core->stretch, place);
    if (core->marked || core->total.user == 0)
        path_add(&core->path, place);
}

void count_user(struct core *core, struct place *place)
{
    if (profiling && core->marked)
        path_add(&core->path, place);
    count_user_mark(core, place->address);
}

void count_wait(struct core *core)
{
    entry_end(core);
    core->woken = true;
}

void count_exit(struct core *core)
{
    entry_end(core);
    core->in_kernel = false;
}

void interval_begin(struct core *core)
{
    core->marked = true;
    core->path.length = 0;
    memset(&core->interval, 0, sizeof core->interval);
}

bool interval_end(struct core *core, struct counts *interval)
{
    if (!core->marked)
        return false;
    *interval = core->interval;
    core->marked = false;
    path_count(&core->path);
    path_swap(&core->path, &core->ended);
    return true;
}
