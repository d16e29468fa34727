/*
 * A QEMU plugin that counts instructions exactly, for each core: those of user
 * programs, those of the kernel, kernel entries and the longest one.
 *
 * Marks. Instructions that are nops to the processor (on AArch64 `hint #0x60`,
 * `hint #0x61` and `hint #0x62`). The first begins an interval on the core that
 * executes it and the second ends it. What is executed between them (neither
 * mark is counted) is one line of output, in the order in which intervals end.
 * The third ends a group of intervals: a line of its own. Marks can stand in
 * user code or in the kernel, and an interval can begin in one thread and end
 * in another; a mark that begins one while there is one begins it anew.
 *
 * Modes. An address in the upper half is the kernel's, and so are those in the
 * range `kernel_low`-`kernel_high`: there the kernel runs before its MMU is on,
 * and no program ever lies there. What a core executes before its first kernel
 * instruction is its `firmware` and in no other count.
 *
 * Entries. A kernel entry begins with the first kernel instruction after a user
 * one and ends with the instruction that leaves the kernel (on AArch64 ERET):
 * an interrupt that waits there begins another entry before any user
 * instruction. Waiting for an interrupt (WFI) ends an entry too, so that idle
 * time is nobody's entry; what comes after it is measured as an entry of its
 * own, but counted under `wakes`. Instructions before a core's first user
 * instruction are its `boot`, but for those in the range
 * `not_boot_low`-`not_boot_high`.
 *
 * Interrupts are masked during an entry, but it looks for them:
 * `longest_masked` is the longest stretch from its beginning, or from a look,
 * to the next look or its end. A look is a call of the function at `poll`.
 *
 * An instruction that faults is counted, and again when it is repeated.
 *
 * Arguments: out=FILE, profile=on, the numbers kernel_low, kernel_high, poll,
 * not_boot_low and not_boot_high, and begin, end, group, wait, exit and
 * exit_fast with other encodings than AArch64's (marks.h). FILE gets one JSON
 * object a line: of kind `interval` as they end, of kind `group` at that mark,
 * and at the end one of kind `core` for each core that executed anything. With
 * profile=on `group` lines have it (profile.h), and there are lines of kind
 * `boot` and, about the longest stretch with interrupts masked, `masked`.
 */
#include "core.h"
#include "marks.h"
#include "qemu_plugin.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CORES_MAX 64

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
            ", \"wakes\": %" PRIu64 ", \"looks\": %" PRIu64
            ", \"longest_entry\": %" PRIu64
            ", \"longest_entry_pc\": \"0x%" PRIx64
            "\", \"longest_masked\": %" PRIu64
            ", \"longest_masked_pc\": \"0x%" PRIx64 "\", \"boot\": %" PRIu64
            ", \"firmware\": %" PRIu64 ", \"last\": \"0x%" PRIx64 "\"}\n",
            kind, number, counts->user, counts->kernel, counts->entries,
            counts->wakes, counts->looks, counts->longest, counts->longest_pc,
            counts->longest_masked, counts->longest_masked_pc, core->boot,
            core->firmware, core->last);
    fflush(output);
}

/* One line: where the instructions of `path` are, with a profile. */
static void profile_line(const char *kind, unsigned number,
                         const struct path *path)
{
    fprintf(output, "{\"kind\": \"%s\", \"core\": %u", kind, number);
    if (profiling) {
        fprintf(output, ", ");
        profile_print(output, path);
    }
    fprintf(output, "}\n");
}

static void on_kernel(unsigned number, void *data)
{
    count_kernel(&cores[number % CORES_MAX], data);
}

static void on_kernel_wait(unsigned number, void *data)
{
    on_kernel(number, data);
    count_wait(&cores[number % CORES_MAX]);
}

static void on_kernel_exit(unsigned number, void *data)
{
    on_kernel(number, data);
    count_exit(&cores[number % CORES_MAX]);
}

static void on_user(unsigned number, void *data)
{
    struct core *core = &cores[number % CORES_MAX];

    if (core->total.user == 0 && core->total.kernel != 0 && profiling) {
        path_count(&core->path);
        profile_line("boot", number, &core->path);
    }
    count_user(core, data);
}

static struct core *count_mark(unsigned number, const struct place *place)
{
    struct core *core = &cores[number % CORES_MAX];

    if (is_kernel(place->address))
        count_kernel_mark(core, place->address);
    else
        count_user_mark(core, place->address);
    return core;
}

static void on_begin(unsigned number, void *data)
{
    interval_begin(count_mark(number, data));
}

static void on_end(unsigned number, void *data)
{
    const struct counts before = cores[number % CORES_MAX].interval;
    struct core *core = count_mark(number, data);
    struct counts interval;

    if (!interval_end(core, &interval))
        return;
    /* The mark is not in the interval, but an entry that it ended is. */
    interval.user = before.user;
    interval.kernel = before.kernel;
    interval.entries = before.entries;
    counts_print("interval", number, core, &interval);
}

static void on_group(unsigned number, void *data)
{
    profile_line("group", number, &count_mark(number, data)->ended);
}

static qemu_plugin_vcpu_udata_cb_t callback_for(enum mark mark,
                                                uint64_t address)
{
    switch (mark) {
    case MARK_BEGIN:
        return on_begin;
    case MARK_END:
        return on_end;
    case MARK_GROUP:
        return on_group;
    default:
        if (!is_kernel(address))
            return on_user;
        if (mark == MARK_EXIT || mark == MARK_EXIT_FAST)
            return on_kernel_exit;
        return mark == MARK_WAIT ? on_kernel_wait : on_kernel;
    }
}

static void on_translate(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
    (void)id;
    for (size_t i = 0; i < qemu_plugin_tb_n_insns(tb); i++) {
        struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
        uint64_t address = qemu_plugin_insn_vaddr(insn);
        enum mark mark =
            mark_of(qemu_plugin_insn_data(insn), qemu_plugin_insn_size(insn));

        qemu_plugin_register_vcpu_insn_exec_cb(
            insn, callback_for(mark, address), QEMU_PLUGIN_CB_NO_REGS,
            place_at(address));
    }
}

static void at_exit(qemu_plugin_id_t id, void *data)
{
    (void)id;
    (void)data;
    for (unsigned i = 0; i < CORES_MAX; i++) {
        struct core *core = &cores[i];

        if (core->total.user + core->total.kernel + core->firmware == 0)
            continue;
        entry_end(core);
        counts_print("core", i, core, &core->total);
        if (!profiling)
            continue;
        path_count(&core->longest_masked);
        profile_line("masked", i, &core->longest_masked);
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

static const struct {
    const char *name;
    uint64_t *value;
} numbers[] = {
    {"kernel_low", &kernel_low},       {"kernel_high", &kernel_high},
    {"poll", &poll_address},           {"not_boot_low", &not_boot_low},
    {"not_boot_high", &not_boot_high},
};

static bool mark_argument_read(const char *argument)
{
    for (enum mark mark = MARK_BEGIN; mark < MARKS; mark++) {
        const char *value = value_of(argument, mark_names[mark]);

        if (value != NULL)
            return mark_set(mark, value);
    }
    return false;
}

static bool argument_read(const char *argument)
{
    const char *value = value_of(argument, "out");

    if (value != NULL) {
        output = fopen(value, "w");
        return true;
    }
    if (strcmp(argument, "profile=on") == 0) {
        profiling = true;
        return true;
    }
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        value = value_of(argument, numbers[i].name);
        if (value == NULL)
            continue;
        *numbers[i].value = strtoull(value, NULL, 0);
        return true;
    }
    return mark_argument_read(argument);
}

int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc,
                        char **argv)
{
    (void)info;
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
