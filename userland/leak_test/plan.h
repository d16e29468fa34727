/*
 * What a thread, an activation or this program itself carries out in assembly,
 * so that no compiled code stands between a crossing and the look at the
 * registers. Plans lie in memory that both domains share, at one address.
 */
#ifndef LEAK_TEST_PLAN_H
#define LEAK_TEST_PLAN_H

#include "record.h"

#define PLAN_STEPS_MAX 6

enum step_kind {
    STEP_KIND_INVOKE = 0,
    STEP_KIND_SPIN = 1,  /* until *flag is not 0 */
    STEP_KIND_FAULT = 2, /* a breakpoint, which a handler has to step over */
};

struct step {
    word_t kind;
    volatile word_t *flag;
    volatile word_t *raise; /* set to 1 before the step; NULL: none */
    word_t reserved;
    struct record in;
    struct record out;
};

struct plan {
    struct record entry; /* what it began with */
    word_t steps;
    word_t reserved;
    struct step step[PLAN_STEPS_MAX];
};

static_assert(sizeof(struct record) == RECORD_BYTES);
static_assert(offsetof(struct step, kind) == STEP_KIND);
static_assert(offsetof(struct step, flag) == STEP_FLAG);
static_assert(offsetof(struct step, raise) == STEP_RAISE);
static_assert(offsetof(struct step, in) == STEP_IN);
static_assert(offsetof(struct step, out) == STEP_OUT);
static_assert(sizeof(struct step) == STEP_BYTES);
static_assert(offsetof(struct plan, steps) == PLAN_STEPS);
static_assert(offsetof(struct plan, step) == PLAN_FIRST);

/* arch/<cpu>/run.S; a copy of [leak_code_begin, leak_code_end) works too. */
extern const char leak_code_begin[], leak_code_end[];
extern const char leak_gate[];   /* a gate's entry; badge: the plan */
extern const char leak_thread[]; /* a thread's start; argument: the plan */
extern const char leak_fault[];  /* where STEP_KIND_FAULT is reported */
extern const unsigned leak_fault_bytes; /* from there to what follows */
void leak_run(struct plan *plan);

/* Empties a plan. */
void plan_clear(struct plan *plan);
/* Adds a step whose registers are full of secrets of its own. */
struct step *plan_step(struct plan *plan, enum step_kind kind);
/* Adds an invocation. */
struct step *plan_invoke(struct plan *plan, word_t capability, word_t operation,
                         const struct message *message);
/* Adds a gate's return, or a fault handler's answer. */
struct step *plan_return(struct plan *plan, int32_t status,
                         const struct message *message);

/* All steps so far, and the entry, are without FP. */
void plan_leave_fp(struct plan *plan);

/* Compare what a step left, or a plan began with, with what they must. */
void plan_check_result(const char *what, const struct step *step,
                       int64_t status, const struct message *message);
void plan_check_kept(const char *what, const struct step *step);
void plan_check_spin(const char *what, const struct step *step);
void plan_check_entry(const char *what, const struct plan *plan, word_t first,
                      word_t operation, const struct message *message,
                      word_t thread_pointer);

#endif
