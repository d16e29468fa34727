/*
 * What a client program asks of the system: finding and offering services,
 * running programs.
 */
#ifndef LIB_SERVICE_H
#define LIB_SERVICE_H

#include "own.h"
#include "services.h"

/* A capability to the service, in a slot of its own. */
[[nodiscard]] int64_t service_find(const char *name, cap_t *service);

/* Offers a gate under a name; clients get it badged with their program's id. */
[[nodiscard]] int64_t service_register(const char *name, cap_t gate);

/* Runs a program to its end; `end` gets ROOT_RUN's words. */
[[nodiscard]] int64_t service_run(const char *program, const char *argument,
                                  word_t value, struct message *end);

/* One call of root's with up to two words; the answer in `message`. */
[[nodiscard]] int64_t service_root(word_t operation, word_t first,
                                   word_t second, struct message *message);

#endif
