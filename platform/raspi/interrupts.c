/*
 * Interrupts come in two steps: the BCM2836's local controller (QA7, ARM
 * quad-A7 core) tells each core of its timer and, core 0, of the VideoCore's
 * controller, which has a bit for each peripheral (BCM2835 ARM Peripherals,
 * 7.5).
 */
#include "arch_start.h"
#include "board.h"
#include "core.h"
#include "devices.h"
#include "platform.h"

#define BANK_LINES 32
#define BANKS (PLATFORM_IRQ_LINES / BANK_LINES)

struct interrupts {
    uint32_t reserved[0x204 / 4];
    uint32_t pending[BANKS];
    uint32_t fast; /* the one line that is a fast interrupt, if bit 7 is set */
    uint32_t enable[BANKS];
    uint32_t enable_basic;
    uint32_t disable[BANKS];
    uint32_t disable_basic;
};

struct local {
    uint32_t control, reserved_0, prescaler;
    uint32_t route_peripherals; /* to which core; 0: core 0, not fast */
    uint32_t count_enable, count_disable;
    uint32_t reserved[(0x34 - 0x18) / 4];
    uint32_t local_timer;
    uint32_t reserved_1[2];
    uint32_t timer_control[CORES_MAX];
    uint32_t mailbox_control[CORES_MAX];
    uint32_t source[CORES_MAX];
};

#define LOCAL_VIRTUAL_TIMER (1 << 3)
#define LOCAL_PERIPHERALS (1 << 8)

static volatile struct interrupts *const interrupts = (void *)INTERRUPTS_WINDOW;
static volatile struct local *const local = (void *)LOCAL_WINDOW;

static_assert(offsetof(struct interrupts, disable) == 0x21C);
static_assert(offsetof(struct local, local_timer) == 0x34);
static_assert(offsetof(struct local, source) == 0x60);

/* Whatever the firmware left enabled would come again and again. */
void interrupts_start(unsigned core)
{
    device_write(&interrupts->fast, 0);
    device_write(&interrupts->disable_basic, ~0u);
    device_write(&local->route_peripherals, 0);
    device_write(&local->count_disable, ~0u);
    device_write(&local->local_timer, 0);
    device_write(&local->mailbox_control[core], 0);
    for (unsigned bank = 0; bank < BANKS; bank++)
        device_write(&interrupts->disable[bank], ~0u);
    device_write(&local->timer_control[core], LOCAL_VIRTUAL_TIMER);
}

unsigned platform_irq_claim(void)
{
    uint32_t source = device_read(&local->source[arch_core()->number]);

    if (source & LOCAL_VIRTUAL_TIMER) {
        arch_timer_program(0);
        return PLATFORM_IRQ_TIMER;
    }
    if (!(source & LOCAL_PERIPHERALS))
        return PLATFORM_IRQ_NONE;
    for (unsigned bank = 0; bank < BANKS; bank++) {
        uint32_t pending = device_read(&interrupts->pending[bank]);

        if (pending) {
            unsigned line =
                bank * BANK_LINES + (unsigned)__builtin_ctz(pending);

            platform_irq_mask(line);
            return line;
        }
    }
    return PLATFORM_IRQ_NONE;
}

void platform_irq_mask(unsigned line)
{
    device_write(&interrupts->disable[line / BANK_LINES],
                 1u << line % BANK_LINES);
}

void platform_irq_unmask(unsigned line)
{
    device_write(&interrupts->enable[line / BANK_LINES],
                 1u << line % BANK_LINES);
}

/* The kernel itself uses none of the peripherals' lines. */
bool platform_irq_usable(unsigned line)
{
    return line < PLATFORM_IRQ_LINES;
}
