/*
 * Fake physical memory for the PC's parsers of boot information: whatever they
 * look at through boot_view() is a copy of its exact size, so that the
 * sanitizer sees every byte that they read beyond it.
 */
#ifndef SUPPORT_BOOT_VIEW_H
#define SUPPORT_BOOT_VIEW_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../platform/pc/loader.h"

#define VIEWS_MAX 100000

static uint8_t *memory;
static word_t memory_bytes;
static void *views[VIEWS_MAX];
static unsigned view_count;

const void *boot_view(paddr_t address, word_t bytes)
{
    void *copy;

    if (address > memory_bytes || bytes > memory_bytes - address)
        return NULL;
    copy = malloc(bytes ? bytes : 1);
    assert_non_null(copy);
    assert_true(view_count < VIEWS_MAX);
    views[view_count++] = copy;
    memcpy(copy, memory + address, bytes);
    return copy;
}

static void memory_begin(word_t bytes)
{
    memory = calloc(1, bytes);
    assert_non_null(memory);
    memory_bytes = bytes;
}

static void views_end(void)
{
    while (view_count)
        free(views[--view_count]);
}

static void memory_end(void)
{
    views_end();
    free(memory);
    memory = NULL;
    memory_bytes = 0;
}

static void put(word_t address, const void *from, size_t bytes)
{
    assert_true(address + bytes <= memory_bytes);
    memcpy(memory + address, from, bytes);
}

/* For random contents; the same in every run. */
static inline uint32_t next_random(void)
{
    static uint32_t state = 1;

    state = state * 1664525u + 1013904223u;
    return state >> 8;
}

#endif
