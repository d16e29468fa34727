/*
 * Invocations that come back to the same thread: a protected call, into another
 * domain and within one, and the cheapest one that fails.
 */
#include "bench.h"
#include "gate.h"

#define ADD ((word_t)32 << 8)
#define UNKNOWN 1
#define EMPTY ((cap_t)0)

struct added {
    int64_t status;
    word_t word;
};

/* The client's stub, out of line. */
[[gnu::noinline]] static struct added add(cap_t gate, word_t word)
{
    struct message message = {{word}};
    int64_t status = abi_invoke(gate, ADD, &message);

    return (struct added){status, message.words[0]};
}

/* The server, from the gate's entry to its return. */
SERVED(add_serve)
{
    SERVED_UNUSED;
    if (operation != ADD)
        entry_return(answer(UNKNOWN), 0);
    entry_return(answer(OK), w0 + badge);
}

static void calls(const struct place *place, const char *name)
{
    cap_t gate = gate_in(place, entry_of(add_serve)).callable;

    /* A domain's first use may have to set something up. */
    must(add(gate, 0).status, name);
    for (word_t i = 0; i < REPETITIONS; i++) {
        struct added added;

        mark_begin();
        added = add(gate, i);
        mark_end();
        must(added.status, name);
        must(added.word == i + 1 ? OK : INVALID_ARGUMENT, name);
    }
    measured(name, 1);
}

[[gnu::noinline]] static int64_t invoke_empty(cap_t slot)
{
    struct message message = {0};

    return abi_invoke(slot, 0, &message);
}

static void empty_slot(void)
{
    for (unsigned i = 0; i < REPETITIONS; i++) {
        int64_t status;

        mark_begin();
        status = invoke_empty(EMPTY);
        mark_end();
        must(status == EMPTY_SLOT ? OK : INVALID_ARGUMENT, "the empty slot");
    }
    measured("invoke_empty_slot", 1);
}

void bench_call(void)
{
    calls(&other, "gate_call_return");
    calls(&home, "gate_call_return_same_domain");
    empty_slot();
}
