/*
 * From the first C function to program_main, and the end.
 */
#include "program.h"

#include "own.h"
#include "stdio.h"
#include "stubs.h"

const struct program_info *program_info;

static void start_from_info(const struct program_info *info)
{
    program_info = info;
    own = (struct own){
        .table = PROGRAM_SLOT_TABLE,
        .domain = PROGRAM_SLOT_DOMAIN,
        .untyped = PROGRAM_SLOT_UNTYPED,
        .cpu = PROGRAM_SLOT_CPU,
        .root = PROGRAM_SLOT_ROOT,
        .fault = PROGRAM_SLOT_FAULT,
    };
    slots_start(PROGRAM_SLOT_FIRST_FREE, info->slots);
}

void program_exit(word_t reason)
{
    print_flush();
    for (;;)
        (void)cap_self_exit(reason);
}

void program_start(word_t argument)
{
    const struct program_info *info = (const struct program_info *)argument;

    if (info->magic == PROGRAM_INFO_MAGIC)
        start_from_info(info);
    program_exit((word_t)(int64_t)program_main(argument));
}
