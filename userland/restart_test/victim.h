/*
 * A server that dies as it is told: the other half of restart_test, in a
 * program of its own.
 */
#ifndef RESTART_TEST_VICTIM_H
#define RESTART_TEST_VICTIM_H

#include "services.h"

/* Two calls can hang, and there is still somebody to serve the one that says
   die. */
#define VICTIM_ACTIVATIONS 3

enum victim_operation {
    /* out: how often it was restarted, its domain's id. */
    VICTIM_COUNT = SERVICE_OPERATION(35, 0),
    /* Does not return. */
    VICTIM_HANG = SERVICE_OPERATION(35, 1),
    /* in: enum victim_death. Does not return: the program ends. */
    VICTIM_DIE = SERVICE_OPERATION(35, 2),
    /* out: its capability to root's service, given away. */
    VICTIM_GIVE_ROOT = SERVICE_OPERATION(35, 3),
    /* Tries to kill the shell; the status that it gets. */
    VICTIM_KILL_SHELL = SERVICE_OPERATION(35, 4),
};

enum victim_death {
    VICTIM_FAULT,
    VICTIM_EXIT_0,
    VICTIM_EXIT_7,
    VICTIM_NEW_GATE, /* only its gate dies, and it registers another one */
    VICTIM_DEATHS,
};

/* What it does at its start, by its argument: nothing special if there is
   none. */
#define VICTIM_AT_START "start"       /* dies before it registers */
#define VICTIM_REGISTERED "register"  /* dies when it has registered */
#define VICTIM_RACE "race"            /* dies while a thread registers */
#define VICTIM_SLOW "slow"            /* registers after a while */
#define VICTIM_MUTE "mute"            /* never registers */
#define VICTIM_FINDER "finder"        /* waits for its own service */
#define VICTIM_BUSY "busy"            /* does nothing but call root */

int victim_main(void);

/* For victim_serve.c: signals that tell the first thread, by death. */
extern cap_t victim_tell[VICTIM_DEATHS];
void victim_hang(void);

#endif
