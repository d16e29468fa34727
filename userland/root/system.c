/*
 * The system: its programs, in the order in which they start. A program comes
 * after those whose services it uses.
 */
#include "system.h"

#include "services.h"
#include "string.h"

const struct program_description system_programs[] = {
    {
        .name = "console",
        .at_boot = true,
        .essential = true,
        .memory_bits = 20,
        .own_bits = 18,
        .priority = 150,
        .device = "uart",
        .service = CONSOLE_SERVICE,
        .restart = RESTART_ALWAYS,
        .restart_limit = 3,
        .restart_seconds = 60,
    },
    {
        .name = "demo_server",
        .at_boot = true,
        .memory_bits = 20,
        .own_bits = 18,
        .priority = 100,
        .service = DEMO_SERVICE,
        .restart = RESTART_ON_FAILURE,
        .restart_limit = 5,
        .restart_seconds = 60,
    },
    {
        .name = "shell",
        .at_boot = true,
        .essential = true,
        .memory_bits = 20,
        .own_bits = 18,
        .priority = 100,
        .permissions = MAY_INSPECT | MAY_RUN | MAY_POWER_OFF | MAY_KILL,
        .restart = RESTART_ALWAYS,
        .restart_limit = 3,
        .restart_seconds = 60,
    },
    {
        .name = "demo_client",
        .memory_bits = 20,
        .own_bits = 18,
        .priority = 90,
    },
    {
        .name = "runtime_test",
        .memory_bits = 21,
        .own_bits = 20,
        .priority = 90,
    },
    {
        .name = "leak_test",
        .memory_bits = 21,
        .own_bits = 20,
        .priority = 90,
    },
    {
        .name = "forbidden",
        .memory_bits = 20,
        .own_bits = 18,
        .priority = 90,
    },
    {
        .name = "crash",
        .memory_bits = 20,
        .own_bits = 18,
        .priority = 90,
    },
    {
        .name = "restart_test",
        .memory_bits = 21,
        .own_bits = 20,
        .priority = 90,
        .permissions = MAY_INSPECT | MAY_RUN | MAY_KILL,
    },
    {
        .name = "storm",
        .file = "restart_test",
        .memory_bits = 21,
        .own_bits = 20,
        .priority = 90,
        .permissions = MAY_INSPECT | MAY_RUN | MAY_KILL,
    },
    /* The servers of these two. */
    {
        .name = "victim_never",
        .file = "restart_test",
        .memory_bits = 20,
        .own_bits = 19,
        .priority = 80,
        .service = VICTIM_SERVICE,
        .restart = RESTART_NEVER,
    },
    {
        .name = "victim_failure",
        .file = "restart_test",
        .memory_bits = 20,
        .own_bits = 19,
        .priority = 80,
        .service = VICTIM_SERVICE,
        .restart = RESTART_ON_FAILURE,
        .restart_limit = 2,
        .restart_seconds = 1,
    },
    {
        .name = "victim_always",
        .file = "restart_test",
        .memory_bits = 20,
        .own_bits = 19,
        .priority = 80,
        .service = VICTIM_SERVICE,
        .restart = RESTART_ALWAYS,
        .restart_limit = 3,
    },
    {
        .name = "victim_storm",
        .file = "restart_test",
        .memory_bits = 20,
        .own_bits = 19,
        .priority = 80,
        .service = VICTIM_SERVICE,
        .restart = RESTART_ALWAYS,
        .restart_limit = 1000000,
    },
};

static_assert(sizeof system_programs / sizeof system_programs[0] <=
              SYSTEM_PROGRAMS_MAX);

const unsigned system_program_count =
    sizeof system_programs / sizeof system_programs[0];

const struct program_description *system_find(const char *name)
{
    for (unsigned i = 0; i < system_program_count; i++) {
        if (strcmp(system_programs[i].name, name) == 0)
            return &system_programs[i];
    }
    return NULL;
}
