/*
 * Names of what root tells in numbers.
 */
#include "shell.h"

#include "caps.h"
#include "pack.h"
#include "service.h"

const char *type_name(word_t type)
{
    static const char *const names[OBJECT_TYPES] = {
        [TYPE_UNTYPED] = "untyped",
        [TYPE_TABLE] = "table",
        [TYPE_FRAME] = "frame",
        [TYPE_DOMAIN] = "domain",
        [TYPE_THREAD] = "thread",
        [TYPE_GATE] = "gate",
        [TYPE_REPLY] = "reply",
        [TYPE_SCHED_CONTEXT] = "sched_context",
        [TYPE_NOTIFICATION] = "notification",
        [TYPE_IRQ_CONTROL] = "irq_control",
        [TYPE_IRQ] = "irq",
        [TYPE_CPU] = "cpu",
        [TYPE_CONSOLE] = "console",
    };

    if (type >= OBJECT_TYPES || names[type] == NULL)
        return "?";
    return names[type];
}

const char *program_name(word_t id)
{
    static char name[3 * sizeof(word_t) + 1];
    struct message message;

    if (service_root(ROOT_PROGRAM, id, 0, &message) != OK ||
        message.words[3] == PROGRAM_NONE)
        return "?";
    text_unpack(name, message.words, 3);
    return name;
}
