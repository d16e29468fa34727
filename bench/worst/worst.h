/*
 * The other benchmark: each operation once or a few times, in the worst
 * surroundings and with the worst arguments that we know, for the longest way
 * through the kernel (tools/hesper/bench_worst.py). A case is one interval
 * between marks; the plugin says of it how long the longest entry was and how
 * long interrupts stayed masked.
 */
#ifndef BENCH_WORST_H
#define BENCH_WORST_H

#include "bench.h"
#include "gate.h"
#include "worst_arch.h"

/* ---- main.c: how a case is measured ---- */

typedef int64_t run_function(void);

/* Runs it where an entry has most to do: in an activation that the fast path
   has called, so that the kernel has to write down who has the time, while
   somebody else's FP state is in the registers. `operation` is the one of
   caps/ (`object.operation`), or what happens without an invocation. */
void worst(const char *operation, const char *how, run_function *run);
/* The same, but the interval is begun, or ended, by somebody else. */
void worst_elsewhere(const char *operation, const char *how, run_function *run);
/* Leaves somebody else's deletion half done: an operation that touches
   capabilities does a step of that first (a frame of 256 pages, mapped). */
void help_begin(void);
/* Ticks of the counter in a second. */
extern word_t worst_second;
/* For an object that this board does not have. */
void worst_absent(const char *object);

/* ---- crowd.c: many threads ---- */

#define CROWD_MAX 2583 /* as many as the thinnest tree of height 16 has */

/* What the memory of all that is made for a case comes from; what is made is
   gone after crowd_end(). */
extern cap_t crowd_memory;
void crowd_begin(void);
void crowd_end(void);
/* An object of that memory, in a slot that crowd_end() frees. */
cap_t crowd_object(enum object_type type, word_t size_bits);
/* A slot that is empty, and after crowd_end() free again. */
cap_t crowd_slot(void);
/* Starts a thread of this priority, with a stack for nothing but invocations.
   Returns its number. */
unsigned crowd_thread(word_t priority, thread_function *function,
                      word_t argument);
/* One that is stopped and has no time, in a slot. */
cap_t crowd_thread_stopped(void);
/* Calls start(i) for each member of the thinnest search tree of this height, in
   the order in which they have to be inserted; 0 is the first one. To take out
   the first one such a tree is turned at each second level. */
void crowd_thin(unsigned height, void (*start)(word_t number));
#define CROWD_HEIGHT 16
/* A thin tree of threads that wait with deadlines from `first` on. The first
   one waits at the notification that is returned, the rest at another. */
cap_t crowd_of_deadlines(word_t first);
/* Its capability; the slot is not used again before crowd_end(). */
cap_t crowd_first(void);

/* ---- chain.c: calls in calls ---- */

/* As many calls as can be nested, each with an activation of its own. */
#define CHAIN_CALLS CALL_DEPTH_MAX
#define CHAIN_FAULTS FAULT_DEPTH_MAX

/* A thread that calls a gate whose activation calls it again, and so on, until
   `depth` calls are under way; at the end `tip` is run. */
struct chain {
    cap_t base;
    cap_t time; /* the base's */
    cap_t gate;
    cap_t callable; /* by which all the calls were made */
    cap_t threads[GATE_ACTIVATIONS_MAX];
};
/* `times`: each of the `activations` has a sched_context of its own, which
   cannot run. */
void chain_start(struct chain *chain, unsigned depth, unsigned activations,
                 bool times, run_function *tip);
/* At the tip: waits until chain_go(). */
run_function chain_wait;
void chain_go(void);
/* At the tip: a fault, whose handler faults, and so on: the last one that may
   faults too, or (chain_faults_wait) waits. */
run_function chain_faults;
run_function chain_faults_wait;
/* The same, and each handler has said *abort* before it faults. */
run_function chain_aborts_wait;
/* And the last of them begins as many calls as it can. */
run_function chain_aborts_call;
/* Fault calls are answered with *abort* after this has run. */
void chain_on_fault(run_function *handle);
/* Of the gates' serve(). */
answer_t chain_serve(word_t badge, word_t left);

/* ---- one file for each kind of object ---- */

void worst_memory(const struct root_boot_info *info);
void worst_tables(void);
void worst_threads(void);
void worst_gates(void);
void worst_faults(void);
void worst_notifications(void);
void worst_devices(const struct root_boot_info *info);

#endif
