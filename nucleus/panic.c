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
void panic_backtrace(const word_t *from, const word_t *end)
{
    unsigned left = BACKTRACE_MAX;

    for (; from < end && left; from++)
        if (arch_return_address(*from)) {
            print("backtrace: 0x%016lx\n", *from - 1);
            left--;
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
