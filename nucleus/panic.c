/*
 * panic: tells as much as it can. What goes wrong meanwhile panics again; that
 * one only tries to stop the machine, and a third one does nothing.
 */
#include "panic.h"

#include "arch.h"
#include "platform.h"
#include "print.h"

#define BACKTRACE_MAX 24

/* (There are no frame pointers to follow.) */
void panic_backtrace(word_t stack, word_t base, word_t end)
{
    unsigned left = BACKTRACE_MAX;

    if (stack % sizeof(word_t) || stack < base)
        stack = base;
    for (; stack < end && left; stack += sizeof(word_t)) {
        word_t word = *(const word_t *)stack;

        if (arch_return_address(word)) {
            print("backtrace: 0x%016lx\n", word - 1);
            left--;
        }
    }
}

void panic(const char *format, ...)
{
    static unsigned nested;
    va_list list;

    nested++;
    if (nested > 2)
        for (;;)
            arch_relax();
    if (nested == 1) {
        print("\npanic: ");
        va_start(list, format);
        print_list(format, list);
        va_end(list);
        print("\n");
        arch_panic_report();
    }
    platform_power_off(PANIC_STATUS);
}
