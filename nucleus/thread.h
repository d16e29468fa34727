/*
 * A thread: its registers, its place in a chain of calls, and what it waits
 * for. Threads that call each other form a chain (caller -> server); only the
 * last one, the tip, has time.
 */
#ifndef NUCLEUS_THREAD_H
#define NUCLEUS_THREAD_H

#include "arch.h"
#include "operations.h"
#include "ordered.h"
#include "queue.h"
#include "slot.h"

/* The fault (or system call, or exit) that a fault call tells of. */
struct fault {
    word_t kind; /* enum fault_kind; 0: no fault call is under way */
    word_t address;
    word_t detail;
};

/*
 * How a thread is, in two halves, so that the fast path (arch/<cpu>/) needs one
 * look at each. It calls if `calling` is positive: then all of it but `left` is
 * zero. It returns if `returning` is zero: then call, caller and gate are such
 * that nothing is left to do but to go back. Of an idle activation `returning`
 * is zero, and `calling` what it was.
 */
struct thread_is {
    union {
        int32_t calling;
        struct {
            uint8_t left; /* so many more calls may nest */
            uint8_t state; /* enum thread_state, but see thread_state() */
            uint8_t ceiling; /* of the gate, while it serves */
            uint8_t uncommon; /* the highest bit: its calls have more to do */
        };
    };
    union {
        uint32_t returning;
        struct {
            bool alone; /* it serves nobody */
            bool deferred; /* what it serves is answered by a reply */
            bool guarded; /* its return has more to do than go back */
        };
    };
};

/* Of a thread that is stopped and serves nobody. */
extern const struct thread_is thread_is_stopped;

/* What `uncommon` says: FP may be on while it runs, and no more; a ceiling. */
#define UNCOMMON_FP 0x80
#define UNCOMMON_CEILING 0xC0

/* The processor's fast path knows where the members down to `thread_pointer`
   are. */
struct thread {
    struct slot held[THREAD_HOLDS_COUNT];
    struct arch_regs regs;
    word_t server; /* a link to who serves it */
    struct sched_context *time; /* what it runs on; only a tip has any */
    struct thread_is is;
    word_t caller; /* a link to whom it serves */
    word_t idle_next; /* the idle activation below it: see struct gate */
    word_t stack; /* initial values */
    word_t thread_pointer;
    word_t transfer; /* its call's capability word, if anything travels */
    struct fault fault;
    bool stopping; /* stops when its call ends */
    bool parked; /* a stopped activation: resume puts it to its gate */
    bool answered; /* its call is, but its time is not back yet */
    bool fp_valid; /* it has FP state: in a core, else in `fp` */
    bool has_deadline; /* `order` is among its core's deadlines */
    bool must_start; /* its registers are those of no moment: only start */
    struct queue_node node; /* among waiters */
    struct slot *reply; /* the reply that ends its call */
    int64_t answer; /* the status, when answered */
    void *waits_at; /* the gate or notification it waits at */
    struct ordered_node order; /* among a gate's waiters, or deadlines */
    word_t word;
    struct arch_fp fp;
};

/* Links are what fast paths load and store: on some processors not where the
   structure begins. There is one for nobody (NULL), too. */
static inline word_t thread_link(const struct thread *thread)
{
    return (word_t)thread + ARCH_THREAD_LINK;
}

static inline struct thread *thread_linked(word_t link)
{
    return (struct thread *)(link - ARCH_THREAD_LINK);
}

static inline struct thread *thread_server(const struct thread *thread)
{
    return thread_linked(thread->server);
}

static inline struct thread *thread_caller(const struct thread *thread)
{
    return thread_linked(thread->caller);
}

static inline struct domain *thread_domain(const struct thread *thread)
{
    return slot_object(&thread->held[THREAD_HOLDS_DOMAIN]);
}

static inline struct sched_context *thread_own_time(const struct thread *thread)
{
    return slot_object(&thread->held[THREAD_HOLDS_SCHED_CONTEXT]);
}

/* enum thread_state. `is.state` tells it but for who is in a call (which
   `server` says, so that calls and returns need not) and who is idle. */
static inline unsigned thread_state(const struct thread *thread)
{
    if (thread_server(thread))
        return THREAD_STATE_CALLING;
    if (!thread_caller(thread) && !thread->is.alone)
        return THREAD_STATE_IDLE;
    return thread->is.state;
}

/* The gate that the thread is an activation of, or NULL. */
static inline struct gate *thread_gate(const struct thread *thread)
{
    return slot_object(&thread->held[THREAD_HOLDS_GATE]);
}

/* The slot `index` of the thread's domain's table; the empty slot 0 if it is
   out of range (see domain_slot()), NULL only if there is no domain. */
struct slot *thread_slot(const struct thread *thread, word_t index);

/* The same for a slot that is to be filled: NULL if it is not free. */
struct slot *thread_slot_free(const struct thread *thread, word_t index);

/* Changes the state and tells the scheduler. CALLING: of a thread that nobody
   serves any more, or not yet again. */
void thread_set_state(struct thread *thread, enum thread_state state);
/* Runnable again, or stopped if that was asked for meanwhile. */
void thread_ready(struct thread *thread);
/* A caller may serve others again when nobody serves it any more, since an
   early answer said *abort*: one of those that have lost their capability
   meanwhile is sent away. False if there is none. */
bool thread_prune(struct thread *caller);
/* Takes the thread out of whatever it waits in; its program counter is still at
   the invocation. */
void thread_leave_queue(struct thread *thread);
/* Its FP state is forgotten. What `is` says of it goes when the caller says how
   the thread is from now on. */
void thread_forget_fp(struct thread *thread);
/* Whether its program counter is at (or just after) an invocation, and not at
   an instruction that faulted. */
static inline bool thread_in_invocation(const struct thread *thread)
{
    word_t kind = thread->fault.kind;

    return kind == 0 || kind == FAULT_SYSCALL || kind == FAULT_EXIT;
}

/* Six registers from `first` on; beyond the last they read as zero. */
void thread_read_six(const struct thread *thread, unsigned first, word_t *v0,
                     word_t *v1, word_t *v2, word_t *v3, word_t *v4,
                     word_t *v5);
/* Writes a register of a thread that does not run: OK or INVALID_ARGUMENT. */
[[nodiscard]] int thread_change(struct thread *thread, unsigned number,
                                word_t value);

#endif
