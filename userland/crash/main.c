/*
 * Does what its argument says, all of it forbidden; root stops the program and
 * tells. Getting to the end of main means that something was not refused.
 */
#include "arch.h"
#include "program.h"
#include "stdio.h"
#include "string.h"

/* The compiler must not know what it is. */
static volatile word_t *hidden(word_t address)
{
    __asm__ volatile("" : "+r"(address));
    return (volatile word_t *)address;
}

static void read_null(void)
{
    (void)*hidden(0);
}

static void write_null(void)
{
    *hidden(0) = 1;
}

static void read_kernel(void)
{
    (void)*hidden(provoke_kernel_address());
}

/* The word is an address in the shell's memory. */
static void read_other(void)
{
    (void)*hidden(program_info->value);
}

static void write_other(void)
{
    *hidden(program_info->value) = 1;
}

static void jump_other(void)
{
    provoke_jump(program_info->value);
}

static void write_text(void)
{
    *hidden((word_t)program_main & ~(word_t)7) = 1;
}

/* Data, even one's own, is no code. */
static void jump_stack(void)
{
    word_t code[4] = {0};

    provoke_jump((word_t)hidden((word_t)code));
}

static void jump_null(void)
{
    provoke_jump(0);
}

static word_t stack_fill(volatile word_t depth)
{
    volatile word_t page[64];

    page[0] = depth;
    return depth == UINT64_MAX ? 0 : stack_fill(depth + 1) + page[0];
}

static void stack_overflow(void)
{
    (void)stack_fill(0);
}

struct crash {
    const char *name;
    void (*provoke)(void);
};

static const struct crash crashes[] = {
    {"null", read_null},
    {"write", write_null},
    {"privileged", provoke_privileged},
    {"undefined", provoke_undefined},
    {"kernel", read_kernel},
    {"exec", jump_stack},
    {"jump", jump_null},
    {"align", provoke_misaligned},
    {"other", read_other},
    {"overwrite", write_other},
    {"code", jump_other},
    {"text", write_text},
    {"stack", stack_overflow},
    {"breakpoint", provoke_breakpoint},
};

int program_main(word_t argument)
{
    (void)argument;
    for (size_t i = 0; i < sizeof crashes / sizeof crashes[0]; i++) {
        if (strcmp(crashes[i].name, program_info->argument) != 0)
            continue;
        crashes[i].provoke();
        printf("crash: %s was not refused\n", program_info->argument);
        return 1;
    }
    printf("crash: it cannot do that: %s\n", program_info->argument);
    return 2;
}
