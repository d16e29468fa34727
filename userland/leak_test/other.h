/*
 * The other side of the crossings: a domain with a table and code of its own,
 * made by this program, and the memory that both domains share.
 */
#ifndef LEAK_TEST_OTHER_H
#define LEAK_TEST_OTHER_H

#include "own.h"
#include "plan.h"

/* Which of the shared plans is whose; each has a stack as well. */
enum place {
    PLACE_OWN,   /* this program's first thread */
    PLACE_GATE,  /* an activation */
    PLACE_GUEST, /* a thread of the other domain */
    PLACES,
};

struct other {
    cap_t domain;
    cap_t table;
    struct plan *plans[PLACES];
    word_t flags; /* the address of FLAGS words, all 0 at first */
};

#define FLAGS 4

extern struct other other;

[[nodiscard]] enum status other_start(void);

/* The flag, cleared. */
volatile word_t *other_flag(unsigned number);

/* Puts a child of the capability into the other domain's table. */
[[nodiscard]] enum status other_give(cap_t capability, cap_t destination);
/* Empties that slot. */
void other_drop(cap_t destination);

/* What the thread pointers of activations and guests begin with: the address of
   a word that holds its own address, for processors that show no more. */
word_t other_thread_pointer(enum place place);

/* A thread of `domain` with the stack and thread pointer of `place`. */
[[nodiscard]] enum status other_thread(cap_t domain, enum place place,
                                       cap_t *thread);

/* A gate into `domain` with one activation, which carries out PLACE_GATE's
   plan; `gate` can be called. */
struct other_gate {
    cap_t original;
    cap_t activation;
    cap_t gate;
};
[[nodiscard]] enum status other_gate_make(cap_t domain,
                                          struct other_gate *gate);
void other_gate_drop(struct other_gate *gate);

/* Guests: a thread of the other domain with time like ours. Starts it on
   PLACE_GUEST's plan, which must end with an exit. */
[[nodiscard]] enum status guest_make(cap_t *thread);
[[nodiscard]] enum status guest_start(cap_t thread);
/* Adds the exit. */
void guest_plan_end(void);
/* Lets others run until the thread is in this state; false: it took too long.
 */
bool wait_for_state(cap_t thread, word_t state);
bool wait_for_flag(const volatile word_t *flag);

#endif
