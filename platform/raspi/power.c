/*
 * The end. Under an emulator with semihosting its exit status; on a board the
 * watchdog resets into firmware, which halts. After a failure the board just
 * stops, so that what was printed can be read (and no emulator takes it for
 * success).
 */
#include "arch_start.h"
#include "board.h"
#include "platform.h"

struct power {
    uint32_t reserved[7];
    uint32_t reset_control;
    uint32_t reset_status;
    uint32_t watchdog;
};

static_assert(offsetof(struct power, reset_control) == 0x1C);

#define PASSWORD 0x5A000000u
#define STATUS_HALT 0x555 /* "partition" 63: firmware does not boot again */
#define WATCHDOG_TICKS 10
#define CONTROL_FULL_RESET 0x20

void platform_power_off(unsigned status)
{
    volatile struct power *power = (void *)POWER_WINDOW;

    arch_semihosting_exit(status);
    if (status == 0) {
        device_write(&power->reset_status, PASSWORD | STATUS_HALT);
        device_write(&power->watchdog, PASSWORD | WATCHDOG_TICKS);
        device_write(&power->reset_control, PASSWORD | CONTROL_FULL_RESET);
    }
    for (;;)
        __asm__ volatile("wfi");
}
