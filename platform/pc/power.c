/*
 * The end. In an emulator with QEMU's debug exit its exit status; else, after
 * success, ACPI's power off. After a failure the machine just stops, so that
 * what was printed can be read (and no emulator takes it for success).
 */
#include "board.h"
#include "features.h"
#include "platform.h"

/* -device isa-debug-exit,iobase=0xf4: QEMU exits with twice the value and 1,
   modulo 256. */
#define DEBUG_EXIT 0xF4
#define DEBUG_EXIT_MAX 127u
/* ACPI 4.8.3.2.1: the control port. */
#define SLEEP_TYPE_SHIFT 10
#define SLEEP_ENABLE (1u << 13)
#define ACPI_MODE 1u
#define PATIENCE 1000000

static const struct acpi *found;

void power_start(const struct acpi *acpi)
{
    found = acpi;
}

static void acpi_power_off(void)
{
    uint16_t port = found->power_port[0];

    if (!port)
        return;
    uart_finish();
    if (found->command_port && !(port_read16(port) & ACPI_MODE)) {
        port_write8(found->command_port, found->enable_command);
        for (unsigned i = 0; i < PATIENCE; i++)
            if (port_read16(port) & ACPI_MODE)
                break;
    }
    for (unsigned i = 0; i < 2; i++)
        if (found->power_port[i])
            port_write16(
                found->power_port[i],
                (uint16_t)((unsigned)found->power_type[i] << SLEEP_TYPE_SHIFT |
                           SLEEP_ENABLE));
}

void platform_power_off(unsigned status)
{
    if (features.emulator)
        port_write32(DEBUG_EXIT,
                     status < DEBUG_EXIT_MAX ? status : DEBUG_EXIT_MAX);
    if (status == 0)
        acpi_power_off();
    for (;;)
        __asm__ volatile("cli\n\thlt");
}
