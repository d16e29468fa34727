/*
 * Faults of the programs' threads. Root repairs none: it says what happened and
 * has the kernel abort. The fault or exit of a program's first thread ends the
 * program; that of another one ends only the call that it was serving.
 */
#include "root.h"
#include "stdio.h"
#include "thread.h"

#include "pack.h"

static const char *fault_name(word_t kind)
{
    static const char *const names[] = {
        [FAULT_READ] = "read fault",
        [FAULT_WRITE] = "write fault",
        [FAULT_EXECUTE] = "execute fault",
        [FAULT_ALIGNMENT] = "alignment fault",
        [FAULT_INSTRUCTION] = "undefined or privileged instruction",
        [FAULT_BREAKPOINT] = "breakpoint",
        [FAULT_ARITHMETIC] = "arithmetic fault",
        [FAULT_BUS] = "bus fault",
        [FAULT_SYSCALL] = "system call",
        [FAULT_EXIT] = "exit",
    };

    if (kind >= sizeof names / sizeof names[0] || names[kind] == NULL)
        return "unknown fault";
    return names[kind];
}

static void fault_print(const struct process *process,
                        const struct message *message)
{
    char thread[sizeof(word_t) + 1];

    text_unpack(thread, &message->words[3], 1);
    printf("root: program %s: %s at 0x%lx pc 0x%lx detail 0x%lx (thread %s, "
           "loaded at 0x%lx)\n",
           process->name, fault_name(message->words[0]), message->words[1],
           message->words[2], message->words[4], thread, process->image);
}

static void program_ended(struct process *process,
                          const struct message *message, enum program_end how)
{
    struct message end = {
        {how, how == END_EXIT ? message->words[1] : message->words[0],
         message->words[1], message->words[2]}};

    supervise_ended(process, &end);
    if (how == END_FAULT && process_talks(process))
        printf("root: program %s was stopped\n", process->name);
}

answer_t fault_serve(struct process *process, struct message *message)
{
    bool exited = message->words[0] == FAULT_EXIT;

    if (process == NULL)
        return answer(FAULT_ABORT);
    if (!exited && process_talks(process))
        fault_print(process, message);
    if (process != &processes[0] &&
        message->words[3] == thread_word(PROCESS_MAIN))
        program_ended(process, message, exited ? END_EXIT : END_FAULT);
    return answer(FAULT_ABORT);
}
