/*
 * Which instructions the intervals of a group executed, and how often; and the
 * way that the last of them took.
 */
#ifndef TOOLS_PLUGIN_PROFILE_H
#define TOOLS_PLUGIN_PROFILE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* An instruction of the program under test. */
struct place {
    uint64_t address;
    uint64_t count; /* in the intervals of this group that have ended */
    struct place *next;
};

/* What one core executed since its interval began. */
struct path {
    struct place **places;
    size_t length;
    size_t room;
};

/* The one place of this address. */
struct place *place_at(uint64_t address);

void path_add(struct path *path, struct place *place);

/* The interval has ended: its path counts. */
void path_count(const struct path *path);

/* Prints `"profile": {...}, "path": [...]`, members of a JSON object, and
   forgets the counts; `last` is the path of the last interval. */
void profile_print(FILE *output, const struct path *last);

#endif
