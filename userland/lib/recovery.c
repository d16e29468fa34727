/*
 * The program's own fault handler: a fault in the copy routine continues where
 * that returns false; any other one is root's to judge, and root's answer goes
 * back to the kernel. A fault of the handler itself finds its gate busy, which
 * counts as having no handler.
 */
#include "recovery.h"

#include "arch.h"
#include "gate.h"
#include "status.h"
#include "stdio.h"
#include "stubs.h"

bool copy_in(void *to, const void *shared, size_t bytes)
{
    return copy_bytes(to, shared, bytes);
}

bool copy_out(void *shared, const void *from, size_t bytes)
{
    return copy_bytes(shared, from, bytes);
}

/* The copy routine's only instructions that can fault are accesses. That of an
   address that no page could have (x86_64: one that is not canonical) is told
   as the instruction's own. */
static bool is_access(word_t kind)
{
    return kind == FAULT_READ || kind == FAULT_WRITE ||
           kind == FAULT_ALIGNMENT || kind == FAULT_INSTRUCTION ||
           kind == FAULT_BUS;
}

static bool in_copy(word_t pc)
{
    return pc >= (word_t)copy_begin && pc < (word_t)copy_end;
}

static answer_t pass_on(word_t operation, struct message *message)
{
    int64_t status = gate_call(own.fault, operation, message);

    if (status < 0)
        printf("a fault could not be reported: %s\n", status_name(status));
    return answer(status == FAULT_RESUME ? FAULT_RESUME : FAULT_ABORT);
}

void recovery_entered(word_t badge, word_t kind, word_t address, word_t pc,
                      word_t word, word_t detail, word_t w5, word_t operation)
{
    struct message message = {{kind, address, pc, word, detail, w5}};
    answer_t result;

    (void)badge;
    if (is_access(kind) && in_copy(pc) &&
        cap_self_write_register(ABI_REGISTER_PC, (word_t)copy_recover) == OK)
        result = answer(FAULT_RESUME);
    else
        result = pass_on(operation, &message);
    gate_return(result, &message);
}

enum status recovery_start(void)
{
    cap_t gate;
    cap_t callable;
    enum status status = gate_create(recovery_enter, "recover", 1, &gate);

    if (status == OK)
        status = gate_callable(gate, 0, &callable);
    if (status != OK)
        return status;
    return cap_domain_set_fault_gate(own.domain, callable);
}
