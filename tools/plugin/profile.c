/*
 * Places in a hash table with chains; paths as arrays that grow.
 */
#include "profile.h"

#include <inttypes.h>
#include <stdlib.h>

#define BUCKETS 16384u

static struct place *buckets[BUCKETS];

static void *must(void *memory)
{
    if (memory == NULL) {
        fprintf(stderr, "count: no memory for the profile\n");
        abort();
    }
    return memory;
}

struct place *place_at(uint64_t address)
{
    struct place **bucket = &buckets[(address ^ address >> 14) % BUCKETS];
    struct place *place = *bucket;

    while (place != NULL && place->address != address)
        place = place->next;
    if (place == NULL) {
        place = must(calloc(1, sizeof *place));
        place->address = address;
        place->next = *bucket;
        *bucket = place;
    }
    return place;
}

void path_add(struct path *path, struct place *place)
{
    if (path->length == path->room) {
        path->room = path->room == 0 ? 4096 : 2 * path->room;
        path->places =
            must(realloc(path->places, path->room * sizeof *path->places));
    }
    path->places[path->length++] = place;
}

void path_count(const struct path *path)
{
    for (size_t i = 0; i < path->length; i++)
        path->places[i]->count++;
}

static void path_print(FILE *output, const struct path *path)
{
    const char *separator = "";

    fprintf(output, "\"path\": [");
    for (size_t i = 0; i < path->length; i++) {
        fprintf(output, "%s\"0x%" PRIx64 "\"", separator,
                path->places[i]->address);
        separator = ", ";
    }
    fprintf(output, "]");
}

void profile_print(FILE *output, const struct path *last)
{
    const char *separator = "";

    fprintf(output, "\"profile\": {");
    for (size_t i = 0; i < BUCKETS; i++) {
        for (struct place *place = buckets[i]; place; place = place->next) {
            if (place->count == 0)
                continue;
            fprintf(output, "%s\"0x%" PRIx64 "\": %" PRIu64, separator,
                    place->address, place->count);
            separator = ", ";
            place->count = 0;
        }
    }
    fprintf(output, "}, ");
    path_print(output, last);
}
