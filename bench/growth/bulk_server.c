/*
 * The server of bulk.c: takes a frame, and then looks at bytes in it, or copies
 * them out of it, into memory of its own.
 */
#include "gate.h"
#include "growth.h"
#include "string.h"
#include "stubs.h"

#define UNKNOWN 1

/* Where it takes the frame, what it has been given, where it copies to. */
static cap_t taken;
static word_t shared;
static word_t shared_bytes;
static char *target;

void bulk_server_begin(cap_t slot, char *memory)
{
    taken = slot;
    target = memory;
}

static int32_t take(word_t address, word_t bytes)
{
    int32_t status = cap_self_take(taken, TYPE_FRAME);

    if (status == OK)
        status =
            cap_domain_map(other.domain, FRAME_READ, MEMORY_TYPE_NORMAL, taken);
    shared = address;
    shared_bytes = bytes;
    return status;
}

static int32_t look(word_t address, word_t bytes, word_t *last)
{
    if (address < shared || bytes > shared_bytes ||
        address - shared > shared_bytes - bytes)
        return INVALID_ARGUMENT;
    *last = ((const uint8_t *)address)[bytes - 1];
    return OK;
}

/* The last byte, which says that it was read, is the answer. */
[[noreturn]] ENTRY_CALLS static void work(word_t operation, word_t address,
                                          word_t bytes)
{
    int32_t status = UNKNOWN;
    word_t last = 0;

    if (operation == BULK_TAKE)
        status = take(address, bytes);
    if (operation == BULK_LOOK || operation == BULK_COPY)
        status = look(address, bytes, &last);
    if (operation == BULK_COPY && status == OK) {
        memcpy(target, (const char *)address, bytes);
        last = (uint8_t)target[bytes - 1];
    }
    entry_return(answer(status), last);
}

SERVED(bulk_serve)
{
    word_t address = w0;
    word_t bytes = w1;

    SERVED_UNUSED;
    work(operation, address, bytes);
}
