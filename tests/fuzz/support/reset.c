/* See reset.h. */
#include "reset.h"

#include "host.h"

#include <sanitizer/asan_interface.h>
#include <stdlib.h>

#define UNCHECKED __attribute__((disable_sanitizer_instrumentation))

extern unsigned char __start_kernel_bss[], __stop_kernel_bss[];
extern unsigned char __start_kernel_data[], __stop_kernel_data[];

static struct part {
    unsigned char *at;
    size_t bytes;
    unsigned char *saved;
} parts[4];

static struct host_clock clock_then;
static word_t fp_registers_then;
static bool fp_allowed_then;
static paddr_t root_then;
static unsigned id_then;

/* Not memcpy, which would look at what the sanitizer thinks of it. */
UNCHECKED static void copy(unsigned char *to, const unsigned char *from,
                           size_t bytes)
{
    volatile word_t *out = (volatile word_t *)(void *)to;
    const volatile word_t *in = (const volatile word_t *)(const void *)from;

    for (size_t i = 0; i < bytes / sizeof(word_t); i++)
        if (out[i] != in[i])
            out[i] = in[i];
    for (size_t i = bytes & ~(sizeof(word_t) - 1); i < bytes; i++)
        ((volatile unsigned char *)to)[i] = from[i];
}

/* The shadow comes first: the memory is then as open as it was. */
static void find_parts(void)
{
    size_t scale, offset;

    __asan_get_shadow_mapping(&scale, &offset);
    parts[0] = (struct part){
        (unsigned char *)(((uintptr_t)host_memory >> scale) + offset),
        HOST_MEMORY_BYTES >> scale, NULL};
    parts[1] = (struct part){host_memory, HOST_MEMORY_BYTES, NULL};
    parts[2] =
        (struct part){__start_kernel_bss,
                      (size_t)(__stop_kernel_bss - __start_kernel_bss), NULL};
    parts[3] =
        (struct part){__start_kernel_data,
                      (size_t)(__stop_kernel_data - __start_kernel_data), NULL};
}

void reset_remember(void)
{
    find_parts();
    for (unsigned i = 0; i < 4; i++) {
        parts[i].saved = malloc(parts[i].bytes);
        copy(parts[i].saved, parts[i].at, parts[i].bytes);
    }
    clock_then = host_clock;
    fp_registers_then = host_fp_registers;
    fp_allowed_then = host_fp_allowed;
    root_then = host_space_root;
    id_then = host_space_id;
}

void reset(void)
{
    for (unsigned i = 0; i < 4; i++)
        copy(parts[i].at, parts[i].saved, parts[i].bytes);
    host_lines_reset();
    host_tlb_reset();
    (void)host_console_take();
    host_clock = clock_then;
    host_fp_registers = fp_registers_then;
    host_fp_allowed = fp_allowed_then;
    host_space_root = root_then;
    host_space_id = id_then;
}
