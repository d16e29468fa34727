/*
 * What a client program asks of the system: finding and offering services,
 * running programs. A server can die and be started again: a struct service
 * finds the new one.
 */
#ifndef LIB_SERVICE_H
#define LIB_SERVICE_H

#include "own.h"
#include "root_service.h"

/* How long service_find waits for a service that is starting. */
#define SERVICE_SECONDS 10

/* A capability to the service, in a slot of its own. */
[[nodiscard]] int64_t service_find(const char *name, cap_t *service);
/* The same; waits at most until `deadline`, in ticks (0: as long as it takes),
   then the status is SERVICE_AWAY. */
[[nodiscard]] int64_t service_find_until(const char *name, word_t deadline,
                                         cap_t *service);

/* Whether a call ended so, or did not begin, because the server has gone. */
bool service_gone(int64_t status);

/* A service to call. To be used by one thread at a time. */
struct service {
    const char *name;
    cap_t gate; /* 0: it has to be found */
    /* Prepares `gate` whenever a server has been found, by gate_call or
       service_open; NULL: there is nothing to prepare. */
    int64_t (*open)(struct service *service);
};

/* Finds it now, also if it had been found before. */
[[nodiscard]] int64_t service_connect(struct service *service);

/* Calls it, and finds it first if need be. A call that did not begin because
   the server had gone goes to the new one. A call that had begun ends with
   SERVICE_GONE: nobody knows how far it came. `message` is then as it was, and
   whoever wants to can call again, which reaches the new server. Besides, the
   status can be one of service_find's. */
[[nodiscard]] int64_t service_call(struct service *service, word_t operation,
                                   struct message *message);
/* The same with a capability on the way: `offer` and `accept` may be 0. */
[[nodiscard]] int64_t service_call_with(struct service *service,
                                        word_t operation,
                                        struct message *message, cap_t offer,
                                        enum transfer_mode mode, cap_t accept);

/* For `open`: a call that offers a child of `offer` and is answered with a
   session, which takes the gate's place. */
[[nodiscard]] int64_t service_open(struct service *service, word_t operation,
                                   cap_t offer);

/* Offers a gate under a name; clients get it badged with their program's id. */
[[nodiscard]] int64_t service_register(const char *name, cap_t gate);

/* Runs a program to its end; `end` gets ROOT_RUN's words. */
[[nodiscard]] int64_t service_run(const char *program, const char *argument,
                                  word_t value, struct message *end);

/* Starts a program that root supervises. */
[[nodiscard]] int64_t service_start(const char *program, const char *argument,
                                    word_t value);

/* Ends a program; `for_good`: it is not started again. */
[[nodiscard]] int64_t service_kill(const char *program, bool for_good);

/* One call of root's with up to two words; the answer in `message`. */
[[nodiscard]] int64_t service_root(word_t operation, word_t first,
                                   word_t second, struct message *message);

#endif
