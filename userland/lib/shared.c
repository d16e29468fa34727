/*
 * Frames that clients share with a server.
 */
#include "shared.h"

#include "own.h"
#include "recovery.h"
#include "services.h"
#include "stubs.h"

static enum status shared_map(struct shared *shared)
{
    word_t size_bits;
    word_t device;
    enum status status = cap_frame_info(shared->frame, &shared->base,
                                        &size_bits, NULL, &device, NULL);

    if (status != OK)
        return status;
    if (device != 0)
        return DEVICE_MEMORY;
    shared->bytes = (word_t)1 << size_bits;
    return cap_domain_map(own.domain, FRAME_READ, MEMORY_TYPE_NORMAL,
                          shared->frame);
}

void shared_drop(struct shared *shared)
{
    slot_delete(shared->frame);
    *shared = (struct shared){0};
}

int32_t shared_take(struct shared *shared)
{
    cap_t slot;

    shared_drop(shared);
    slot = slot_allocate();
    if (slot == 0)
        return SERVICE_FULL;
    if (cap_self_take(slot, TYPE_FRAME) != OK) {
        slot_free(slot);
        return SERVICE_INVALID;
    }
    shared->frame = slot;
    if (shared_map(shared) == OK)
        return OK;
    shared_drop(shared);
    return SERVICE_BAD_MEMORY;
}

bool shared_holds(const struct shared *shared, word_t address, word_t bytes)
{
    return shared->frame != 0 && address >= shared->base &&
           address - shared->base <= shared->bytes &&
           bytes <= shared->bytes - (address - shared->base);
}

bool shared_read(const struct shared *shared, void *to, word_t address,
                 word_t bytes)
{
    return shared_holds(shared, address, bytes) &&
           copy_in(to, (const void *)address, bytes);
}
