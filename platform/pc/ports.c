/*
 * Which I/O ports are not for programs: those of registers that the kernel
 * drives, and those by which anybody could take the machine from it (reset it,
 * cut off addresses at bit 20, have firmware run, send interrupts elsewhere).
 * docs/decisions/007-the-pc.md says what is left, and why.
 */
#include "board.h"
#include "features.h"

/* -device isa-debug-exit of QEMU. */
#define DEBUG_EXIT 0xF4
#define KEYBOARD_COMMAND 0x64 /* resets, and masks address bit 20 */
#define PCI_ADDRESS 0xCF8     /* 32 bits wide; of Intel's chipsets */
#define RESET_CONTROL 0xCF9   /* 8 bits wide, in the middle of it */

static const struct acpi_ports kept[] = {
    {0x20, 0x21},   {0xA0, 0xA1}, /* interrupt controllers (8259A) */
    {0x22, 0x23},                 /* whether they or the APICs are heard */
    {0x4D0, 0x4D1},               /* edges or levels */
    {0x92, 0x92},                 /* fast reset, address bit 20 */
    {0xB2, 0xB3},                 /* firmware's system management */
    {0xCD6, 0xCD7},               /* power management, of AMD's chipsets */
};

static const struct acpi *found;

void ports_start(const struct acpi *acpi)
{
    found = acpi;
}

static bool overlap(const struct acpi_ports *ports, unsigned count,
                    unsigned first, unsigned last)
{
    for (unsigned i = 0; i < count; i++)
        if (first <= ports[i].last && last >= ports[i].first)
            return true;
    return false;
}

bool board_ports_usable(unsigned first, unsigned last)
{
    if (features.emulator && first <= DEBUG_EXIT && last >= DEBUG_EXIT)
        return false;
    return !overlap(kept, sizeof kept / sizeof kept[0], first, last) &&
           !overlap(found->kept_ports, found->kept_port_count, first, last);
}

static bool covers(unsigned port, unsigned width, unsigned other)
{
    return other - port < width;
}

bool board_port_writable(unsigned port, unsigned width)
{
    if (covers(port, width, KEYBOARD_COMMAND))
        return false;
    if (port == PCI_ADDRESS && width == 4)
        return true;
    return !covers(port, width, RESET_CONTROL) &&
           (!found->reset_port || !covers(port, width, found->reset_port));
}
