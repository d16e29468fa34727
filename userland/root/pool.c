/*
 * Hands out untypeds. Each comes from the smallest boot untyped that has room
 * for it, so that the large ones stay whole for large wishes.
 */
#include "pool.h"

#include "stubs.h"

static const struct root_boot_info *boot;

void pool_start(const struct root_boot_info *info)
{
    boot = info;
}

static bool has_room(cap_t untyped, unsigned size_bits, word_t *bits)
{
    word_t used;
    word_t size = (word_t)1 << size_bits;
    enum status status =
        cap_untyped_info(untyped, NULL, bits, &used, NULL, NULL);

    if (status != OK || *bits < size_bits)
        return false;
    used = (used + size - 1) & ~(size - 1);
    return used + size <= (word_t)1 << *bits;
}

enum status pool_untyped(unsigned size_bits, cap_t slot)
{
    cap_t best = 0;
    word_t best_bits = 64;
    word_t bits;

    for (uint32_t i = 0; i < boot->ram.count; i++) {
        cap_t untyped = boot->ram.first + i;

        if (has_room(untyped, size_bits, &bits) && bits < best_bits) {
            best = untyped;
            best_bits = bits;
        }
    }
    if (best == 0)
        return NO_MEMORY;
    return cap_untyped_retype(best, TYPE_UNTYPED, size_bits, slot);
}

bool pool_at(unsigned index, cap_t *untyped)
{
    if (index < boot->ram.count) {
        *untyped = boot->ram.first + index;
        return true;
    }
    index -= boot->ram.count;
    if (index < boot->devices.count) {
        *untyped = boot->devices.first + index;
        return true;
    }
    return false;
}
