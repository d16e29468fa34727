/*
 * What the tests ask root and the victim.
 */
#include "arch.h"
#include "gate.h"
#include "pack.h"
#include "program.h"
#include "stubs.h"
#include "test.h"

static bool is_named(const struct message *message, const char *program)
{
    char name[3 * sizeof(word_t) + 1];

    text_unpack(name, message->words, 3);
    return strcmp(name, program) == 0;
}

struct fate fate_of(const char *program)
{
    struct message message;
    const word_t *words = message.words;

    for (word_t i = 0; service_root(ROOT_RESTARTS, i, 0, &message) == OK; i++) {
        if (is_named(&message, program))
            return (struct fate){
                .running = (words[5] & 0xFF) != PROGRAM_NONE,
                .restarts = words[4] & 0xFFFFFFFF,
                .total = words[4] >> 32,
                .end = words[5] >> 8 & 0xFF,
            };
    }
    CHECK(false);
    return (struct fate){0};
}

bool victim_start(const char *program, const char *argument)
{
    return CHECK(service_start(program, argument, 0) == OK);
}

void victim_stop(const char *program)
{
    if (fate_of(program).running)
        CHECK(service_kill(program, true) == OK);
    CHECK(!fate_of(program).running);
}

word_t victim_restarts(void)
{
    struct service victim = {.name = VICTIM_SERVICE};
    struct message message = {0};
    int64_t status = service_call(&victim, VICTIM_COUNT, &message);

    slot_delete(victim.gate);
    return status == OK ? message.words[0] : UINT64_MAX;
}

bool victim_die(enum victim_death how)
{
    struct service victim = {.name = VICTIM_SERVICE};
    struct message message = {{how}};
    int64_t status = service_call(&victim, VICTIM_DIE, &message);

    slot_delete(victim.gate);
    return CHECK(status == SERVICE_GONE);
}

void nap(void)
{
    static cap_t never;

    if (never == 0 && object_create(TYPE_NOTIFICATION, 0, &never) != OK)
        return;
    (void)cap_notification_wait(
        never, arch_ticks() + program_info->ticks_per_second / 1000, NULL);
}
