/*
 * The interfaces of the user-level services, until .cap files describe them:
 * operation numbers from type 32 up (type << 8 | index) and what the message
 * words mean. Every operation not listed is answered SERVICE_UNKNOWN_OPERATION.
 * Root's own are in root_service.h.
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
    SERVICE_GONE = 8, /* the server died; whether it did it, who knows */
    SERVICE_AWAY = 9, /* it is not there now, but may be later */
    SERVICE_ALREADY = 10, /* that program, or its service, is there */
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
    /* Offer: a frame, through which CONSOLE_SERVICE_WRITE_SHARED may write;
       out: a session. The console keeps the frame as long as that exists. */
    CONSOLE_SERVICE_SHARE = SERVICE_OPERATION(33, 2),
    /* in: address and count of bytes within the shared frame. */
    CONSOLE_SERVICE_WRITE_SHARED = SERVICE_OPERATION(33, 3),
    /* Ends when all bytes have left. */
    CONSOLE_SERVICE_FLUSH = SERVICE_OPERATION(33, 4),
    /* The driver's own thread: an interrupt has come; a session may be over. */
    CONSOLE_SERVICE_INTERRUPT = SERVICE_OPERATION(33, 5),
    CONSOLE_SERVICE_SESSIONS = SERVICE_OPERATION(33, 6),
};

/* demo: what gates and shared memory are good for. */
#define DEMO_SERVICE "demo"

enum demo_operation {
    /* in: two numbers; out: their sum, calls served so far. */
    DEMO_ADD = SERVICE_OPERATION(34, 0),
    /* Offer: a frame to be shared with the server; out: a session. */
    DEMO_SHARE = SERVICE_OPERATION(34, 1),
    /* in: the address of the first node; out: the sum, the number of nodes. */
    DEMO_SUM = SERVICE_OPERATION(34, 2),
    /* The server reads NULL while serving. */
    DEMO_FAULT = SERVICE_OPERATION(34, 3),
    /* The server's own thread: a session may be over. */
    DEMO_SESSIONS = SERVICE_OPERATION(34, 4),
    /* out: how many clients share a frame. */
    DEMO_COUNT = SERVICE_OPERATION(34, 5),
};

/* victim: a server that dies as it is told (restart_test). */
#define VICTIM_SERVICE "victim"

/* The list that is passed as it is: real pointers, to be walked unchanged. */
struct demo_node {
    struct demo_node *next;
    word_t value;
};

#endif
