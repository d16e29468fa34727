/*
 * Bytes from one domain to another: through a frame that both have mapped, of
 * which a call passes the address, or copied into such a frame by the client
 * and out of it by the server.
 */
#include "frame.h"
#include "gate.h"
#include "growth.h"
#include "stdio.h"
#include "string.h"
#include "stubs.h"

/* From there on once is enough. */
#define LARGE ((word_t)1 << 20)
#define PASSED 0x5A
#define COPIED 0x3C

static cap_t gate;
static cap_t frame;
static char *source;

/* Maps the frame and lets the server map it too. */
[[gnu::noinline]] static int64_t share_frame(word_t base, word_t bytes)
{
    struct message message = {{base, bytes}};
    int64_t status = cap_domain_map(home.domain, FRAME_READ | FRAME_WRITE,
                                    MEMORY_TYPE_NORMAL, frame);

    if (status != OK)
        return status;
    return gate_call_with(gate, BULK_TAKE, &message, frame, TRANSFER_DERIVE, 0);
}

[[gnu::noinline]] static int64_t pass(word_t address, word_t bytes,
                                      word_t *last)
{
    struct message message = {{address, bytes}};
    int64_t status = gate_call(gate, BULK_LOOK, &message);

    *last = message.words[0];
    return status;
}

[[gnu::noinline]] static int64_t copy(char *to, word_t bytes, word_t *last)
{
    struct message message = {{(word_t)to, bytes}};
    int64_t status;

    memcpy(to, source, bytes);
    status = gate_call(gate, BULK_COPY, &message);
    *last = message.words[0];
    return status;
}

static cap_t frame_make(word_t bytes, word_t *base)
{
    cap_t slot = slot_allocate();

    must(cap_untyped_retype(background, TYPE_FRAME, frame_bits(bytes), slot),
         "a frame for bulk data");
    must(cap_frame_info(slot, base, NULL, NULL, NULL, NULL), "bulk data");
    return slot;
}

/* Memory that only one of the two has. */
static char *private_make(const struct place *place, word_t bytes)
{
    word_t base;
    cap_t slot = frame_make(bytes, &base);

    must(cap_domain_map(place->domain, FRAME_READ | FRAME_WRITE,
                        MEMORY_TYPE_NORMAL, slot),
         "mapping bulk data");
    return (char *)base;
}

static void start(void)
{
    if (gate != 0)
        return;
    gate = gate_in(&other, entry_of(bulk_serve)).callable;
    share(other.domain);
}

static void measure_share(word_t base, word_t bytes)
{
    int64_t status;

    mark_begin();
    status = share_frame(base, bytes);
    mark_end();
    must(status, "bulk_share");
    measured("bulk_share", 1);
}

static void measure_pass(word_t base, word_t bytes)
{
    ((char *)base)[bytes - 1] = PASSED;
    for (unsigned i = 0; i < REPETITIONS; i++) {
        int64_t status;
        word_t last;

        mark_begin();
        status = pass(base, bytes, &last);
        mark_end();
        must(status, "bulk_pass");
        must(last == PASSED ? OK : INVALID_ARGUMENT, "bulk_pass");
    }
    measured("bulk_pass", 1);
}

static void measure_copy(char *base, word_t bytes)
{
    unsigned times = bytes < LARGE ? REPETITIONS : 1;

    source[bytes - 1] = COPIED;
    for (unsigned i = 0; i < times; i++) {
        int64_t status;
        word_t last;

        mark_begin();
        status = copy(base, bytes, &last);
        mark_end();
        must(status, "bulk_copy");
        must(last == COPIED ? OK : INVALID_ARGUMENT, "bulk_copy");
    }
    measured("bulk_copy", 1);
}

void growth_bulk(word_t bytes)
{
    word_t base;

    start();
    frame = frame_make(bytes, &base);
    source = private_make(&home, bytes);
    bulk_server_begin(slot_allocate(), private_make(&other, bytes));
    printf("bench: bulk %lu\n", bytes);
    measure_share(base, bytes);
    measure_pass(base, bytes);
    measure_copy((char *)base, bytes);
}
