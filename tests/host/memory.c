/*
 * The fake physical memory. It lies at a fixed address far from zero, so that a
 * raw user address crashes and runs repeat exactly. What no kernel object holds
 * is poisoned: the kernel must not touch it but to clear it.
 */
#include "host.h"

#include <sanitizer/asan_interface.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#define MEMORY_ADDRESS ((void *)0x200000000000)
#define UNCHECKED __attribute__((no_sanitize("address")))

unsigned char *host_memory;

/* What has been made while everything was open, at boot. */
#define MADE_MAX 16
static struct made {
    paddr_t address;
    word_t bytes;
} made[MADE_MAX];
static unsigned open_count;
static bool open;

/* A crash shows its stack, whatever CMocka would do with the signal. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "handle_segv=2:handle_sigill=2:handle_sigfpe=2";
}

static void memory_map(void)
{
    host_memory =
        mmap(MEMORY_ADDRESS, HOST_MEMORY_BYTES, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    if (host_memory != MEMORY_ADDRESS) {
        perror("fake physical memory");
        abort();
    }
}

UNCHECKED static void fill(unsigned char *to, unsigned char value, size_t bytes)
{
    word_t pattern = value * (~(word_t)0 / 255);
    volatile word_t *words = (volatile word_t *)(void *)to;

    for (size_t i = 0; i < bytes / sizeof(word_t); i++)
        words[i] = pattern;
}

void host_memory_reset(unsigned char value)
{
    if (!host_memory)
        memory_map();
    fill(host_memory, value, HOST_MEMORY_BYTES);
    ASAN_UNPOISON_MEMORY_REGION(host_memory, HOST_MEMORY_BYTES);
    open_count = 0;
    open = true;
}

void host_memory_close(void)
{
    open = false;
    ASAN_POISON_MEMORY_REGION(host_memory, HOST_MEMORY_BYTES);
    for (unsigned i = 0; i < open_count; i++)
        host_memory_made(made[i].address, made[i].bytes);
}

void host_memory_made(paddr_t address, word_t bytes)
{
    ASAN_UNPOISON_MEMORY_REGION(host_memory + address, bytes);
    if (open && open_count < MADE_MAX)
        made[open_count++] = (struct made){address, bytes};
}

void host_memory_gone(paddr_t address, word_t bytes)
{
    if (address + bytes <= HOST_MEMORY_BYTES)
        ASAN_POISON_MEMORY_REGION(host_memory + address, bytes);
}

UNCHECKED void host_peek(paddr_t address, void *to, size_t bytes)
{
    const volatile unsigned char *from = host_memory + address;
    volatile unsigned char *out = to;

    for (size_t i = 0; i < bytes; i++)
        out[i] = from[i];
}

UNCHECKED void host_poke(paddr_t address, const void *from, size_t bytes)
{
    volatile unsigned char *to = host_memory + address;
    const volatile unsigned char *in = from;

    for (size_t i = 0; i < bytes; i++)
        to[i] = in[i];
}

UNCHECKED word_t host_peek_word(paddr_t address)
{
    return *(const volatile word_t *)(void *)(host_memory + address);
}

UNCHECKED void host_poke_word(paddr_t address, word_t value)
{
    *(volatile word_t *)(void *)(host_memory + address) = value;
}

bool host_memory_zero(paddr_t address, word_t bytes)
{
    for (word_t i = 0; i < bytes; i += sizeof(word_t))
        if (host_peek_word(address + i))
            return false;
    return true;
}

void arch_memory_clear(paddr_t address, size_t bytes)
{
    if (address % 64 || bytes % 64 || address + bytes > HOST_MEMORY_BYTES) {
        fprintf(stderr, "clear of %#lx, %zu bytes\n", (unsigned long)address,
                bytes);
        abort();
    }
    fill(host_memory + address, 0, bytes);
}
