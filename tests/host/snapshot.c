/*
 * The whole state of kernel and machine as a value: the kernel's variables lie
 * in two sections of their own (arch_types.h), the objects in the fake memory.
 * Taken before the first boot, it makes every boot the first one.
 */
#include "host.h"

#include <sanitizer/asan_interface.h>
#include <stdlib.h>

#define UNCHECKED __attribute__((no_sanitize("address")))

extern unsigned char __start_kernel_bss[], __stop_kernel_bss[];
extern unsigned char __start_kernel_data[], __stop_kernel_data[];

/* Past ASan's gaps between variables. */
UNCHECKED static void copy(unsigned char *to, const unsigned char *from,
                           size_t bytes)
{
    volatile unsigned char *out = to;
    const volatile unsigned char *in = from;

    for (size_t i = 0; i < bytes; i++)
        out[i] = in[i];
}

static size_t bss_bytes(void)
{
    return (size_t)(__stop_kernel_bss - __start_kernel_bss);
}

static size_t data_bytes(void)
{
    return (size_t)(__stop_kernel_data - __start_kernel_data);
}

static void save_variables(unsigned char *to)
{
    copy(to, __start_kernel_bss, bss_bytes());
    copy(to + bss_bytes(), __start_kernel_data, data_bytes());
}

static void restore_variables(const unsigned char *from)
{
    copy(__start_kernel_bss, from, bss_bytes());
    copy(__start_kernel_data, from + bss_bytes(), data_bytes());
}

void host_kernel_reset(void)
{
    static unsigned char *pristine;

    if (!pristine) {
        pristine = malloc(bss_bytes() + data_bytes());
        save_variables(pristine);
    }
    restore_variables(pristine);
}

/* ---- snapshots ---- */

struct host_snapshot {
    struct host_clock clock;
    struct core *core;
    word_t fp_registers;
    bool fp_allowed;
    paddr_t space_root;
    unsigned space_id;
    unsigned char *variables;
    unsigned char *memory;
    unsigned char *open; /* for each 8 bytes: whether they are not poisoned */
};

struct host_snapshot *host_snapshot_take(void)
{
    struct host_snapshot *s = malloc(sizeof *s);

    *s = (struct host_snapshot){
        .clock = host_clock,
        .core = host_core,
        .fp_registers = host_fp_registers,
        .fp_allowed = host_fp_allowed,
        .space_root = host_space_root,
        .space_id = host_space_id,
        .variables = malloc(bss_bytes() + data_bytes()),
        .memory = malloc(HOST_MEMORY_BYTES),
        .open = malloc(HOST_MEMORY_BYTES / 8),
    };
    save_variables(s->variables);
    host_peek(0, s->memory, HOST_MEMORY_BYTES);
    for (size_t i = 0; i < HOST_MEMORY_BYTES / 8; i++)
        s->open[i] = !__asan_address_is_poisoned(host_memory + i * 8);
    return s;
}

void host_snapshot_restore(const struct host_snapshot *s)
{
    host_clock = s->clock;
    host_core = s->core;
    host_fp_registers = s->fp_registers;
    host_fp_allowed = s->fp_allowed;
    host_space_root = s->space_root;
    host_space_id = s->space_id;
    restore_variables(s->variables);
    host_poke(0, s->memory, HOST_MEMORY_BYTES);
    ASAN_POISON_MEMORY_REGION(host_memory, HOST_MEMORY_BYTES);
    for (size_t i = 0; i < HOST_MEMORY_BYTES / 8; i++)
        if (s->open[i])
            ASAN_UNPOISON_MEMORY_REGION(host_memory + i * 8, 8);
}

void host_snapshot_free(struct host_snapshot *s)
{
    free(s->variables);
    free(s->memory);
    free(s->open);
    free(s);
}

/* FNV-1a, a word at a time. */
UNCHECKED static uint64_t hash_words(uint64_t hash, const unsigned char *from,
                                     size_t bytes)
{
    const volatile word_t *words = (const volatile word_t *)(const void *)from;

    for (size_t i = 0; i < bytes / sizeof(word_t); i++)
        hash = (hash ^ words[i]) * 0x100000001B3u;
    return hash;
}

uint64_t host_state_hash(paddr_t end)
{
    uint64_t hash = 0xCBF29CE484222325u;

    hash = hash_words(hash, __start_kernel_bss, bss_bytes());
    hash = hash_words(hash, __start_kernel_data, data_bytes());
    return hash_words(hash, host_memory, end);
}
