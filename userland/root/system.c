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
    },
    {
        .name = "demo_server",
        .at_boot = true,
        .memory_bits = 20,
        .own_bits = 18,
        .priority = 100,
        .service = DEMO_SERVICE,
    },
    {
        .name = "shell",
        .at_boot = true,
        .essential = true,
        .memory_bits = 20,
        .own_bits = 18,
        .priority = 100,
        .permissions = MAY_INSPECT | MAY_RUN | MAY_POWER_OFF,
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
};

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
