/*
 * What a program asks of root. The badge is the program's id. Names are packed
 * into words, eight bytes each, zero-padded (pack.h).
 */
#ifndef LIB_ROOT_SERVICE_H
#define LIB_ROOT_SERVICE_H

#include "services.h"

enum root_operation {
    /* in: name (3 words); offer: a callable, unbadged gate capability. */
    ROOT_REGISTER = SERVICE_OPERATION(32, 0),
    /* in: name (3 words), deadline in ticks (0: none); out: a capability,
       badged with the client's id. Waits while the service's program starts,
       or starts again; SERVICE_AWAY: not before the deadline.
       SERVICE_NOT_FOUND: no program is there for it, nor will be. */
    ROOT_FIND = SERVICE_OPERATION(32, 1),
    /* in: name (2 words), argument text (3 words), a word for the program;
       ends when the program has; out: enum program_end, fault kind or reason,
       address, program counter. */
    ROOT_RUN = SERVICE_OPERATION(32, 2),
    /* in: id; out: name (3 words), enum program_state, base, log2 size. */
    ROOT_PROGRAM = SERVICE_OPERATION(32, 3),
    /* in: cursor, 0 to begin; out: next cursor (0: that was all), thread's
       name, state | priority << 8 | depth << 16 | program << 32, the address
       of what it waits for, that thing's owner | type << 16 (owner 0xFFFF:
       unknown), the name of the thread it serves. */
    ROOT_THREAD = SERVICE_OPERATION(32, 4),
    /* in: index of one of the machine's untypeds, or 0x10000 + a program's id;
       out: base, log2 size, used, cleared, 0 memory 1 device, owner (that id;
       else 0). SERVICE_NOT_FOUND behind the last; log2 size 0: none there. */
    ROOT_MEMORY = SERVICE_OPERATION(32, 5),
    /* in: program's id, slot to begin with; out: slot of the next capability
       (0: none), type | rights << 8 | flags << 16, base, log2 size, badge. */
    ROOT_CAPABILITY = SERVICE_OPERATION(32, 6),
    /* in: status 0-255. Does not return. */
    ROOT_POWER_OFF = SERVICE_OPERATION(32, 7),
    /* out: broken invariants of the kernel's state (which are printed), and
       whether this kernel can check at all. */
    ROOT_CHECK = SERVICE_OPERATION(32, 8),
    /* root's main thread only. Starts the program of that index. */
    ROOT_START_PROGRAM = SERVICE_OPERATION(32, 9),
    /* Deals with the ended programs and with whoever has waited long enough;
       out: the next deadline (0: none). */
    ROOT_TEND = SERVICE_OPERATION(32, 10),
    /* in: index; SERVICE_AWAY while its service may still come. */
    ROOT_STARTED = SERVICE_OPERATION(32, 11),
    /* in: name (2 words), argument text (3 words), a word for the program.
       Starts it and supervises it, as its description says. */
    ROOT_START = SERVICE_OPERATION(32, 12),
    /* in: name (3 words), 0: as if it had failed, 1: and it stays ended. */
    ROOT_KILL = SERVICE_OPERATION(32, 13),
    /* in: index of a description; out: its name (3 words), enum restart_policy
       | limit << 8 | seconds << 40, restarts in this window | in all << 32,
       enum program_state | enum program_end << 8 | reason << 32 of the last
       end (0: none). SERVICE_NOT_FOUND behind the last. */
    ROOT_RESTARTS = SERVICE_OPERATION(32, 14),
    /* What must not grow. out: bytes of memory handed out, by the machine's
       untypeds and by the programs'; slots of root's table in use, and of
       those the ones that hold something; finds that wait. */
    ROOT_TOTALS = SERVICE_OPERATION(32, 15),
};

enum restart_policy {
    RESTART_NEVER = 0,
    RESTART_ON_FAILURE = 1, /* when it ends otherwise than by exit with 0 */
    RESTART_ALWAYS = 2,
};

enum program_state {
    PROGRAM_NONE = 0,
    PROGRAM_RUNNING = 1,
    PROGRAM_ENDED = 2,
};

enum program_end {
    END_EXIT = 1, /* it exited, with a reason */
    END_FAULT = 2, /* it was stopped for a fault */
    END_KILL = 3, /* ROOT_KILL */
};

#endif
