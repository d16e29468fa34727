/*
 * A QEMU plugin that counts AArch64 instructions exactly, for each core: those
 * of user programs, those of the kernel, kernel entries and the longest one.
 *
 * Marks. `hint #0x60` begins an interval on the core that executes it and
 * `hint #0x61` ends it; to the processor both are nops. What is executed
 * between them (neither mark is counted) is one line of output, in the order
 * in which intervals end. Marks can stand in user code or in the kernel.
 *
 * Modes. An address in the upper half is the kernel's, and so are those in the
 * range `kernel_low`-`kernel_high`: there the kernel runs before its MMU is on,
 * and no program ever lies there. The first page is firmware and not counted.
 *
 * Entries. A kernel entry begins with the first kernel instruction after a user
 * one and ends before the next user instruction. Waiting for an interrupt (WFI)
 * ends it too, so that idle time is nobody's entry; what comes after it is
 * measured as an entry of its own, but counted under `wakes`. Instructions
 * before a core's first user instruction are its `boot`.
 *
 * An instruction that faults is counted, and again when it is repeated.
 *
 * Arguments: out=FILE, kernel_low=ADDRESS, kernel_high=ADDRESS. FILE gets one
 * JSON object a line: {"kind":"interval",...} as they end, and at the end one
 * {"kind":"core",...} for each core that executed anything.
 */
#include "qemu_plugin.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CORES_MAX 64
#define FIRMWARE_END 0x1000u
#define INSTRUCTION_WFI 0xd503207fu
#define INSTRUCTION_BEGIN 0xd5032c1fu /* hint #0x60 */
#define INSTRUCTION_END 0xd5032c3fu   /* hint #0x61 */

/* Since some moment, on one core. */
struct counts {
    uint64_t user;
    uint64_t kernel;
    uint64_t entries;
    uint64_t wakes;
    uint64_t longest;    /* instructions of the longest entry */
    uint64_t longest_pc; /* where that one began */
};

struct core {
    struct counts total;
    struct counts interval; /* while `marked` */
    uint64_t boot; /* kernel instructions before the first user one */
    uint64_t entry; /* instructions of this entry so far */
    uint64_t entry_pc;
    bool marked;
    bool in_kernel;
    bool woken; /* waited: the next kernel instruction begins anew */
};

int qemu_plugin_version = QEMU_PLUGIN_VERSION;

static struct core cores[CORES_MAX];
static FILE *output;
static uint64_t kernel_low;
static uint64_t kernel_high;

static bool is_kernel(uint64_t address)
{
    return address >> 63 != 0 ||
           (address >= kernel_low && address < kernel_high);
}

static void counts_print(const char *kind, unsigned number,
                         const struct core *core, const struct counts *counts)
{
    fprintf(output,
            "{\"kind\": \"%s\", \"core\": %u, \"user\": %" PRIu64
            ", \"kernel\": %" PRIu64 ", \"entries\": %" PRIu64
            ", \"wakes\": %" PRIu64 ", \"longest_entry\": %" PRIu64
            ", \"longest_entry_pc\": \"0x%" PRIx64 "\", \"boot\": %" PRIu64
            "}\n",
            kind, number, counts->user, counts->kernel, counts->entries,
            counts->wakes, counts->longest, counts->longest_pc, core->boot);
    fflush(output);
}

static void longest_keep(struct counts *counts, const struct core *core)
{
    if (core->entry <= counts->longest)
        return;
    counts->longest = core->entry;
    counts->longest_pc = core->entry_pc;
}

/* The entry that was going on is over. Boot is not an entry. */
static void entry_end(struct core *core)
{
    if (core->total.user != 0) {
        longest_keep(&core->total, core);
        if (core->marked)
            longest_keep(&core->interval, core);
    }
    core->entry = 0;
}

static void entry_begin(struct core *core, uint64_t address)
{
    core->entry = 0;
    core->entry_pc = address;
    if (core->total.user == 0)
        return;
    core->total.entries += !core->woken;
    core->total.wakes += core->woken;
    if (core->marked) {
        core->interval.entries += !core->woken;
        core->interval.wakes += core->woken;
    }
}

static void count_kernel(struct core *core, uint64_t address)
{
    if (!core->in_kernel || core->woken)
        entry_begin(core, address);
    core->in_kernel = true;
    core->woken = false;
    core->entry++;
    core->total.kernel++;
    core->interval.kernel++;
    core->boot += core->total.user == 0;
}

static void count_user(struct core *core)
{
    if (core->in_kernel)
        entry_end(core);
    core->in_kernel = false;
    core->woken = false;
    core->total.user++;
    core->interval.user++;
}

static void on_kernel(unsigned number, void *data)
{
    count_kernel(&cores[number % CORES_MAX], (uint64_t)(uintptr_t)data);
}

static void on_kernel_wait(unsigned number, void *data)
{
    struct core *core = &cores[number % CORES_MAX];

    count_kernel(core, (uint64_t)(uintptr_t)data);
    entry_end(core);
    core->woken = true;
}

static void on_user(unsigned number, void *data)
{
    (void)data;
    count_user(&cores[number % CORES_MAX]);
}

/* A mark counts in the totals but not in its interval. */
static void count_mark(struct core *core, uint64_t address)
{
    if (is_kernel(address))
        count_kernel(core, address);
    else
        count_user(core);
}

static void on_begin(unsigned number, void *data)
{
    struct core *core = &cores[number % CORES_MAX];

    count_mark(core, (uint64_t)(uintptr_t)data);
    core->marked = true;
    memset(&core->interval, 0, sizeof core->interval);
}

static void on_end(unsigned number, void *data)
{
    struct core *core = &cores[number % CORES_MAX];
    struct counts interval = core->interval;

    count_mark(core, (uint64_t)(uintptr_t)data);
    if (!core->marked)
        return;
    /* The mark is not in the interval, but an entry that it ended is. */
    interval.longest = core->interval.longest;
    interval.longest_pc = core->interval.longest_pc;
    core->marked = false;
    counts_print("interval", number, core, &interval);
}

static qemu_plugin_vcpu_udata_cb_t callback_for(uint32_t instruction,
                                                uint64_t address)
{
    if (instruction == INSTRUCTION_BEGIN)
        return on_begin;
    if (instruction == INSTRUCTION_END)
        return on_end;
    if (!is_kernel(address))
        return on_user;
    return instruction == INSTRUCTION_WFI ? on_kernel_wait : on_kernel;
}

static void on_translate(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
    (void)id;
    for (size_t i = 0; i < qemu_plugin_tb_n_insns(tb); i++) {
        struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
        uint64_t address = qemu_plugin_insn_vaddr(insn);
        uint32_t instruction = 0;

        if (address < FIRMWARE_END || qemu_plugin_insn_size(insn) != 4)
            continue;
        memcpy(&instruction, qemu_plugin_insn_data(insn), 4);
        qemu_plugin_register_vcpu_insn_exec_cb(
            insn, callback_for(instruction, address), QEMU_PLUGIN_CB_NO_REGS,
            (void *)(uintptr_t)address);
    }
}

static void at_exit(qemu_plugin_id_t id, void *data)
{
    (void)id;
    (void)data;
    for (unsigned i = 0; i < CORES_MAX; i++) {
        struct core *core = &cores[i];

        if (core->total.user + core->total.kernel == 0)
            continue;
        if (core->in_kernel)
            entry_end(core);
        counts_print("core", i, core, &core->total);
    }
    fclose(output);
}

/* The value, if `argument` is name=value. */
static const char *value_of(const char *argument, const char *name)
{
    size_t length = strlen(name);

    if (strncmp(argument, name, length) != 0 || argument[length] != '=')
        return NULL;
    return argument + length + 1;
}

static bool argument_read(const char *argument)
{
    const char *value = NULL;

    if ((value = value_of(argument, "out")) != NULL)
        output = fopen(value, "w");
    else if ((value = value_of(argument, "kernel_low")) != NULL)
        kernel_low = strtoull(value, NULL, 0);
    else if ((value = value_of(argument, "kernel_high")) != NULL)
        kernel_high = strtoull(value, NULL, 0);
    return value != NULL;
}

int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc,
                        char **argv)
{
    if (strcmp(info->target_name, "aarch64") != 0) {
        fprintf(stderr, "count: cannot count %s\n", info->target_name);
        return -1;
    }
    for (int i = 0; i < argc; i++) {
        if (!argument_read(argv[i])) {
            fprintf(stderr, "count: unknown argument %s\n", argv[i]);
            return -1;
        }
    }
    if (output == NULL) {
        fprintf(stderr, "count: out=FILE is missing or cannot be written\n");
        return -1;
    }
    qemu_plugin_register_vcpu_tb_trans_cb(id, on_translate);
    qemu_plugin_register_atexit_cb(id, at_exit, NULL);
    return 0;
}
