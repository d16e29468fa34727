/*
 * Follows the plan, then the end of the machine.
 */
#include "growth.h"
#include "program.h"
#include "stand_in.h"
#include "string.h"

static const struct kind *const kinds[] = {
    &kind_domains, &kind_threads, &kind_capabilities, &kind_mappings,
    &kind_callers, &kind_waiters, &kind_timers,
};

static const struct kind *kind_named(const char *name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i]->name, name) == 0)
            return kinds[i];
    must(INVALID_ARGUMENT, name);
    return NULL;
}

static void follow(const struct root_boot_info *info,
                   const struct plan_line *line)
{
    if (strcmp(line->word, "memory") == 0)
        growth_memory();
    else if (strcmp(line->word, "start") == 0)
        growth_start(info, line->number);
    else if (strcmp(line->word, "bulk") == 0)
        growth_bulk(line->number);
    else
        step_run(kind_named(line->word), line->number);
}

int program_main(word_t argument)
{
    const struct root_boot_info *info = (const struct root_boot_info *)argument;
    struct plan_line line;

    setup(info);
    places_start(info);
    bench_device(info);
    background_start(info);
    step_start(info);
    plan_start(info);
    while (plan_next(&line))
        follow(info, &line);
    stand_in_end(0);
}
