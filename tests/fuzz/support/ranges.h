/* What every parser promises of the ranges that it found. */
#ifndef FUZZ_RANGES_H
#define FUZZ_RANGES_H

#include "boot.h"
#include "input.h"

static inline void check_ranges(const struct physical_range *ranges,
                                unsigned count)
{
    if (count > BOOT_RANGES_MAX)
        wrong("more ranges than fit");
    for (unsigned i = 0; i < count; i++)
        if (ranges[i].base >= ranges[i].end)
            wrong("an empty range");
}

/* The command line lies inside of the input and ends there. */
static inline void check_line(const char *line, const uint8_t *data,
                              size_t bytes)
{
    const uint8_t *text = (const uint8_t *)line;

    if (text && (text < data || text >= data + bytes ||
                 !memchr(text, 0, (size_t)(data + bytes - text))))
        wrong("a command line that is not in the input");
}

#endif
