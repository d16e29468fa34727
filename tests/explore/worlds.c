/*
 * Which worlds there are.
 */
#include "worlds.h"

#include <string.h>

const struct world *const worlds[] = {
    &world_tree,    &world_gates,   &world_chain,
    &world_mapping, &world_waiting, &world_faults,
};
const size_t world_count = sizeof worlds / sizeof worlds[0];

const struct world *world_find(const char *name, bool *small)
{
    size_t length = strlen(name);

    *small = length > 6 && strcmp(name + length - 6, "-small") == 0;
    if (*small)
        length -= 6;
    for (size_t i = 0; i < world_count; i++)
        if (strlen(worlds[i]->name) == length &&
            strncmp(worlds[i]->name, name, length) == 0)
            return worlds[i];
    return NULL;
}
