/*
 * For host tests that include a part of the PC's board: the fake processor's
 * headers, then x86_64's constants, and names that do not collide with the fake
 * board's. The test says what ports and device registers do: fake_port_write8
 * and so on.
 */
#ifndef SUPPORT_PC_BOARD_H
#define SUPPORT_PC_BOARD_H

#define platform_irq_claim pc_irq_claim
#define platform_irq_mask pc_irq_mask
#define platform_irq_unmask pc_irq_unmask
#define platform_irq_usable pc_irq_usable
#define platform_power_off pc_power_off

#include "arch.h"
#include "core.h"
#include "platform.h"

/* Some of the fake processor's names mean something else there. */
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wmacro-redefined"
#include "../../nucleus/arch/x86_64/registers.h"
#pragma clang diagnostic pop

#include "../../nucleus/arch/x86_64/arch_start.h"
/* The C library has a file of that name, which is found first. */
#include "../../nucleus/arch/x86_64/features.h"

/* What follows is no part of the kernel. */
#pragma clang section bss = "" data = ""

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define device_read fake_device_read
#define device_write fake_device_write
#define port_read8 fake_port_read8
#define port_read32 fake_port_read32
#define port_write8 fake_port_write8
#define arch_time fake_time
#define arch_relax fake_relax

#endif
