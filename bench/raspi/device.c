/*
 * The system timer (BCM2835 ARM Peripherals, chapter 12): compare register 1
 * raises line 1 when the counter, which runs at 1 MHz, reaches it.
 */
#include "bench.h"
#include "mmio.h"
#include "stubs.h"

#define TIMER_BASE ((word_t)0x3F003000)
#define TIMER_LINE 1
#define TIMER_STATUS (TIMER_BASE + 0x00)
#define TIMER_COUNT (TIMER_BASE + 0x04)
#define TIMER_COMPARE_1 (TIMER_BASE + 0x10)

/* The whole device untyped that holds the page becomes one frame. */
static cap_t device_page(const struct root_boot_info *info, word_t address)
{
    for (cap_t i = 0; i < info->devices.count; i++) {
        cap_t untyped = info->devices.first + i;
        cap_t cover = slot_allocate();
        cap_t page = slot_allocate();
        word_t base, bits;

        must(cap_untyped_info(untyped, &base, &bits, NULL, NULL, NULL),
             "device memory");
        if (address < base || (address - base) >> bits != 0)
            continue;
        must(cap_untyped_retype(untyped, TYPE_FRAME, bits, cover),
             "the devices' frame");
        must(cap_frame_part(cover, address - base, ABI_PAGE_BITS,
                            FRAME_READ | FRAME_WRITE, page),
             "the timer's page");
        return page;
    }
    must(NO_MEMORY, "finding the timer");
    return 0;
}

cap_t device_start(const struct root_boot_info *info)
{
    cap_t irq = slot_allocate();

    must(cap_domain_map(own.domain, FRAME_READ | FRAME_WRITE,
                        MEMORY_TYPE_DEVICE, device_page(info, TIMER_BASE)),
         "mapping the timer");
    must(cap_irq_control_get(BOOT_SLOT_IRQ_CONTROL, TIMER_LINE, irq),
         "the timer's line");
    return irq;
}

void device_arm(void)
{
    mmio_write32(TIMER_COMPARE_1, mmio_read32(TIMER_COUNT) + 2);
}

void device_quiet(void)
{
    mmio_write32(TIMER_STATUS, 1 << 1);
}
