/*
 * Interrupt lines: I/O APICs (Intel 82093AA) turn them into vectors of the
 * local APIC; the two 8259s of old are switched off. A line that signals by
 * level is masked at its I/O APIC until it is handled. One that signals by
 * edges would lose those that come while it is masked there: it stays open, and
 * an edge that comes too early is kept.
 */
#include "board.h"
#include "core.h"
#include "local_apic.h"
#include "platform.h"

#define IO_APIC_DEFAULT 0xFEC00000
/* Registers are reached through a selector and a window. */
#define IO_APIC_WINDOW (0x10 / 4)
#define IO_APIC_VERSION 1
#define IO_APIC_ENTRIES 0x10 /* two for each pin */
#define ENTRY_LOW_ACTIVE (1u << 13)
#define ENTRY_BY_LEVEL (1u << 15)
#define ENTRY_MASKED (1u << 16)
#define ENTRY_CORE_SHIFT 24
#define ISA_CASCADE 2

/* The old controllers (8259A): mask, and the words that start them. */
#define PIC_MASTER 0x20
#define PIC_SLAVE 0xA0
#define PIC_START 0x11
#define PIC_8086 0x01

/* As the kernel sees it. */
enum line_state {
    LINE_CLOSED,  /* nobody listens: what still arrives is nobody's */
    LINE_HANDLED, /* it has fired, and whoever listens is at it */
    LINE_OPEN,
};

struct line {
    volatile uint32_t *io_apic; /* NULL: there is no such line */
    uint8_t pin;
    uint8_t vector;
    bool level;
    bool low;
    uint8_t state; /* enum line_state */
    bool enabled;  /* at the I/O APIC */
    bool pending;  /* an edge came while the one before was handled */
};

static struct line lines[PLATFORM_IRQ_LINES];
static uint32_t entry_core;

static_assert(VECTOR_LINES + PLATFORM_IRQ_LINES < VECTOR_PIC);

/* ---- vectors: in the lines' order, but for the timer's in between ---- */

static unsigned vector_of(unsigned number)
{
    unsigned vector = VECTOR_LINES + number;

    return vector < VECTOR_TIMER ? vector : vector + 1;
}

/* Of another vector than the timer's; PLATFORM_IRQ_LINES or more: none. */
static unsigned line_of_vector(word_t vector)
{
    return (unsigned)(vector - VECTOR_LINES - (vector > VECTOR_TIMER));
}

/* ---- the I/O APICs ---- */

static void io_apic_write(volatile uint32_t *io_apic, uint32_t number,
                          uint32_t value)
{
    device_write(&io_apic[0], number);
    device_write(&io_apic[IO_APIC_WINDOW], value);
}

static uint32_t io_apic_read(volatile uint32_t *io_apic, uint32_t number)
{
    device_write(&io_apic[0], number);
    return device_read(&io_apic[IO_APIC_WINDOW]);
}

static void line_enable(unsigned number, bool enabled)
{
    struct line *line = &lines[number];
    uint32_t entry = line->vector;

    if (line->low)
        entry |= ENTRY_LOW_ACTIVE;
    if (line->level)
        entry |= ENTRY_BY_LEVEL;
    if (!enabled)
        entry |= ENTRY_MASKED;
    line->enabled = enabled;
    io_apic_write(line->io_apic, IO_APIC_ENTRIES + 2 * line->pin + 1,
                  entry_core);
    io_apic_write(line->io_apic, IO_APIC_ENTRIES + 2 * line->pin, entry);
}

/* ---- start ---- */

/* They get vectors of their own, in case that one speaks up once more. */
static void pic_stop(uint16_t port, uint8_t vector, uint8_t cascade)
{
    port_write8(port, PIC_START);
    port_write8(port + 1, vector);
    port_write8(port + 1, cascade);
    port_write8(port + 1, PIC_8086);
    port_write8(port + 1, 0xFF);
}

/* While the local APIC still listens to them: an emulated one that no longer
   does would keep an interrupt that was on its way for ever. */
void old_interrupts_stop(void)
{
    pic_stop(PIC_MASTER, VECTOR_PIC, 1 << ISA_CASCADE);
    pic_stop(PIC_SLAVE, VECTOR_PIC + 8, ISA_CASCADE);
}

/* The line that an I/O APIC's interrupt serves, or PLATFORM_IRQ_LINES. */
static unsigned line_of(uint32_t number, const struct acpi *acpi)
{
    for (unsigned i = 0; i < ACPI_ISA_LINES; i++)
        if (i != ISA_CASCADE && acpi->isa[i].number == number)
            return i;
    return number >= ACPI_ISA_LINES && number < PLATFORM_IRQ_LINES
               ? number
               : PLATFORM_IRQ_LINES;
}

/* PCI's lines signal by level to low. */
static void line_start(unsigned number, volatile uint32_t *io_apic,
                       unsigned pin, const struct acpi *acpi)
{
    struct line *line = &lines[number];
    bool isa = number < ACPI_ISA_LINES;

    if (line->io_apic)
        return;
    line->io_apic = io_apic;
    line->pin = (uint8_t)pin;
    line->vector = (uint8_t)vector_of(number);
    line->level = isa ? acpi->isa[number].level : true;
    line->low = isa ? acpi->isa[number].low : true;
    local_apic_expect(line->vector);
}

static void io_apic_start(const struct acpi_io_apic *found,
                          const struct acpi *acpi)
{
    volatile uint32_t *io_apic = kernel_space_device(found->base);
    uint32_t version = io_apic_read(io_apic, IO_APIC_VERSION);
    unsigned pins = (version >> 16 & 0xFF) + 1;

    if (version == ~0u || !version)
        return;
    for (unsigned pin = 0; pin < pins; pin++) {
        unsigned number = line_of(found->first + pin, acpi);

        io_apic_write(io_apic, IO_APIC_ENTRIES + 2 * pin, ENTRY_MASKED);
        if (number < PLATFORM_IRQ_LINES)
            line_start(number, io_apic, pin, acpi);
    }
}

void interrupts_start(const struct acpi *acpi)
{
    static const struct acpi_io_apic usual = {IO_APIC_DEFAULT, 0};

    entry_core = local_apic_id() << ENTRY_CORE_SHIFT;
    for (unsigned i = 0; i < acpi->io_apic_count; i++)
        io_apic_start(&acpi->io_apics[i], acpi);
    if (!acpi->io_apic_count)
        io_apic_start(&usual, acpi);
}

/* ---- the contract ---- */

/* Whether it is to be handled now. */
[[gnu::cold, gnu::noinline]] static bool line_claim(unsigned number)
{
    struct line *line = &lines[number];
    bool open = line->state == LINE_OPEN;

    if (!line->io_apic)
        return false;
    if (line->level || !open) /* one early edge is enough */
        line_enable(number, false);
    if (open)
        line->state = LINE_HANDLED;
    else
        line->pending = !line->level && line->state == LINE_HANDLED;
    return open;
}

/* One that is none of ours, or has to be masked. */
[[gnu::cold]] static unsigned claim_other(word_t vector)
{
    unsigned number = line_of_vector(vector);
    bool claimed = number < PLATFORM_IRQ_LINES && line_claim(number);

    /* What is below may be a message that a device sends to a vector that
       nobody gave it. */
    if (vector < VECTOR_PIC)
        local_apic_end_of_interrupt();
    return claimed ? number : PLATFORM_IRQ_NONE;
}

unsigned platform_irq_claim(void)
{
    word_t vector = arch_core()->arch.vector;
    unsigned number = line_of_vector(vector);

    if (vector == VECTOR_TIMER)
        number = PLATFORM_IRQ_TIMER;
    else if (number < PLATFORM_IRQ_LINES && lines[number].state == LINE_OPEN &&
             !lines[number].level)
        lines[number].state = LINE_HANDLED;
    else
        return claim_other(vector);
    local_apic_end_of_interrupt();
    return number;
}

void platform_irq_mask(unsigned number)
{
    if (lines[number].io_apic)
        line_enable(number, false);
    lines[number].state = LINE_CLOSED;
    lines[number].pending = false;
}

void platform_irq_unmask(unsigned number)
{
    struct line *line = &lines[number];

    if (!line->io_apic || line->state == LINE_OPEN)
        return;
    line->state = LINE_OPEN;
    if (!line->enabled)
        line_enable(number, true);
    if (line->pending)
        local_apic_interrupt_self(line->vector);
    line->pending = false;
}

/* The kernel itself uses none of them. */
bool platform_irq_usable(unsigned number)
{
    return number < PLATFORM_IRQ_LINES && lines[number].io_apic;
}
