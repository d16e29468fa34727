/*
 * The benchmark: a program in root's place that does each operation many times
 * between marks, which tools/plugin/count.c counts. A group of marked intervals
 * is one operation; its name is printed when it is over, so that the runner
 * (tools/hesper/bench.py) can tell which is which.
 *
 * There are two protection domains: root's own, `home`, and `other`, which has
 * a table of its own and in which the same program is mapped. A capability that
 * is given to `other` lies in the same slot there, so that both sides can use
 * one variable.
 */
#ifndef BENCH_H
#define BENCH_H

#include "abi.h"
#include "bench_arch.h"
#include "boot_info.h"
#include "own.h"
#include "thread.h"

/* The program that measures growth (growth/) is built with fewer. */
#ifndef REPETITIONS
#define REPETITIONS 1000
#endif

/* Priorities: the measuring thread's, and those above and below it. */
#define PRIORITY_LOW 50
#define PRIORITY_MEDIUM 100
#define PRIORITY_HIGH 150

/* ---- setup.c ---- */

/* The memory and slots that everything is made from. */
void setup(const struct root_boot_info *info);
/* Ends the run if a step of preparing or measuring failed. */
void must(int64_t status, const char *what);
/* The operation's intervals are over; each did it `times` times. */
void measured(const char *operation, unsigned times);
/* What reading the cycle counter costs. */
void bench_nothing(void);
/* Slots [SCRATCH_FIRST, SCRATCH_FIRST + REPETITIONS] are empty and nobody
   else's. */
#define SCRATCH_FIRST ((cap_t)1024)

/* ---- march.S of the processor ---- */

/* Thousands of marks in a row: whatever interrupts them, an interval has just
   begun. */
void march(void);

/* ---- place.c ---- */

struct place {
    cap_t domain;
    cap_t table;
};

extern struct place home;
extern struct place other;

void places_start(const struct root_boot_info *info);
/* Puts a child of it into the same slot of the other domain's table. */
void share(cap_t capability);
/* A running thread of the place's domain. */
cap_t thread_start_in(const struct place *place, word_t priority,
                      thread_function *function);
/* A gate of the place's domain with one activation, and what calls it. */
struct service {
    cap_t gate;
    cap_t callable;
};
struct service gate_in(const struct place *place, void (*entry)(void));
/* A notification that both domains can use, and what signals it. */
struct bell {
    cap_t wait;
    cap_t signal;
};
struct bell bell_new(void);

/* ---- device.c of the board: a device that can interrupt ---- */

/* Its line's capability, with its registers mapped. */
cap_t device_start(const struct root_boot_info *info);
/* It will interrupt during the next march(). */
void device_arm(void);
void device_quiet(void);

/* ---- one file for each kind of operation ---- */

/* Gates' entries. */
served add_serve;
served fault_serve;

void bench_call(void);
void bench_signal(void);
void bench_fault(void);
/* Before bench_interrupt(), once. */
void bench_device(const struct root_boot_info *info);
void bench_interrupt(const struct root_boot_info *info);
void bench_memory(void);
void bench_strain(void);

#endif
