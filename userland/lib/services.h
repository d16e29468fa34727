/*
 * The interfaces of the user-level services, until .cap files describe them:
 * operation numbers from type 32 up (type << 8 | index) and what the message
 * words mean. Every operation not listed is answered SERVICE_UNKNOWN_OPERATION.
 */
#ifndef LIB_SERVICES_H
#define LIB_SERVICES_H

#include "abi.h"

#define SERVICE_OPERATION(type, index) ((word_t)(type) << 8 | (word_t)(index))

/* Statuses of services; positive, so that they cannot be taken for the
   kernel's. */
enum service_status {
    SERVICE_UNKNOWN_OPERATION = 1,
    SERVICE_INVALID = 2,       /* a word is out of its range */
    SERVICE_NOT_FOUND = 3,     /* no such program, service, thread or slot */
    SERVICE_NOT_PERMITTED = 4, /* not for this client */
    SERVICE_FULL = 5,          /* no room for another one */
    SERVICE_BAD_MEMORY = 6,    /* the shared memory is gone, or not shared */
    SERVICE_FAILED = 7,        /* it was tried and did not work */
};

/*
 * root: what a program asks of the system. The badge is the program's id.
 * Names are packed into words, eight bytes each, zero-padded (pack.h).
 */
enum root_operation {
    /* in: name (3 words); offer: a callable, unbadged gate capability. */
    ROOT_REGISTER = SERVICE_OPERATION(32, 0),
    /* in: name (3 words); out: a capability, badged with the client's id. */
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
    /* root's main thread only: starts the programs and buries the dead. */
    ROOT_START_PROGRAM = SERVICE_OPERATION(32, 9),
    ROOT_BURY = SERVICE_OPERATION(32, 10),
};

enum program_state {
    PROGRAM_NONE = 0,
    PROGRAM_RUNNING = 1,
    PROGRAM_ENDED = 2,
};

enum program_end {
    END_EXIT = 1, /* it exited, with a reason */
    END_FAULT = 2, /* it was stopped for a fault */
};

/* console: bytes in and out. The badge tells the client. */
#define CONSOLE_SERVICE "console"
#define CONSOLE_BYTES 40

enum console_operation {
    /* in: count (0-40), the bytes in five words. Waits while there is no
       room. */
    CONSOLE_SERVICE_WRITE = SERVICE_OPERATION(33, 0),
    /* out: count (1-40), the bytes in five words. Waits while there are
       none. */
    CONSOLE_SERVICE_READ = SERVICE_OPERATION(33, 1),
    /* Offer: a frame, through which CONSOLE_SERVICE_WRITE_SHARED may write. */
    CONSOLE_SERVICE_SHARE = SERVICE_OPERATION(33, 2),
    /* in: address and count of bytes within the shared frame. */
    CONSOLE_SERVICE_WRITE_SHARED = SERVICE_OPERATION(33, 3),
    /* Ends when all bytes have left. */
    CONSOLE_SERVICE_FLUSH = SERVICE_OPERATION(33, 4),
    /* The driver's own thread: an interrupt has come. */
    CONSOLE_SERVICE_INTERRUPT = SERVICE_OPERATION(33, 5),
};

/* demo: what gates and shared memory are good for. */
#define DEMO_SERVICE "demo"

enum demo_operation {
    /* in: two numbers; out: their sum, calls served so far. */
    DEMO_ADD = SERVICE_OPERATION(34, 0),
    /* Offer: a frame to be shared with the server. */
    DEMO_SHARE = SERVICE_OPERATION(34, 1),
    /* in: the address of the first node; out: the sum, the number of nodes. */
    DEMO_SUM = SERVICE_OPERATION(34, 2),
    /* The server reads NULL while serving. */
    DEMO_FAULT = SERVICE_OPERATION(34, 3),
};

/* The list that is passed as it is: real pointers, to be walked unchanged. */
struct demo_node {
    struct demo_node *next;
    word_t value;
};

#endif
