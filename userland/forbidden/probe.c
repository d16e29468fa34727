/*
 * Every page of the areas that the processor's folder names: which can be read,
 * which can be written? A byte is put back as it was.
 */
#include "kinds.h"

#include "recovery.h"
#include "status.h"
#include "stdio.h"

#define PAGE ((word_t)4096)

/* 0: not readable, 1: readable, 2: writable, too. */
static unsigned page_access(word_t page)
{
    volatile uint8_t *byte = (volatile uint8_t *)page;
    uint8_t value;

    if (!copy_in(&value, (const void *)byte, 1))
        return 0;
    return copy_out((void *)byte, &value, 1) ? 2 : 1;
}

static void print_range(word_t base, word_t end, unsigned access)
{
    if (access != 0)
        printf("probe: 0x%lx-0x%lx %s\n", base, end,
               access == 2 ? "writable" : "readable");
}

static void probe_area(const struct area *area)
{
    word_t begin = area->base;
    unsigned before = 0;

    for (word_t page = area->base; page < area->end; page += PAGE) {
        unsigned access = page_access(page);

        if (access == before)
            continue;
        print_range(begin, page, before);
        begin = page;
        before = access;
    }
    print_range(begin, area->end, before);
}

int probe(void)
{
    if (!status_check(recovery_start(), "forbidden: recovery"))
        return 1;
    for (unsigned i = 0; i < area_count; i++)
        probe_area(&areas[i]);
    printf("probe: done\n");
    return 0;
}
