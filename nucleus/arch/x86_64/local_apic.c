/*
 * The local APIC (SDM volume 3, chapter 10): this core's timer, what waits to
 * be taken, and the end of interrupts. Its registers are in memory or, in
 * x2APIC mode, model-specific ones of the same numbers.
 */
#include "local_apic.h"

#include "features.h"

#define VECTORS_PER_REGISTER 32

/* Registers by number: the address is 16 times that. */
enum {
    APIC_ID = 0x02,
    APIC_TASK_PRIORITY = 0x08,
    APIC_END = 0x0B,
    APIC_SPURIOUS = 0x0F,
    APIC_REQUESTED = 0x20, /* 8 registers, of 32 vectors each */
    APIC_TIMER_REQUESTED = APIC_REQUESTED + VECTOR_TIMER / VECTORS_PER_REGISTER,
    APIC_COMMAND = 0x30,
    APIC_COMMAND_HIGH = 0x31,
    APIC_LVT_TIMER = 0x32,
    APIC_LVT_LINT0 = 0x35,
    APIC_LVT_LINT1 = 0x36,
    APIC_LVT_ERROR = 0x37,
    APIC_TIMER_INITIAL = 0x38,
    APIC_TIMER_CURRENT = 0x39,
    APIC_TIMER_DIVIDE = 0x3E,
};

#define SPURIOUS_ENABLE (1 << 8)
#define LVT_MASKED (1 << 16)
#define LVT_NMI (4 << 8)
#define TIMER_DEADLINE (2 << 17)
#define TIMER_DIVIDE_BY_1 0xB
#define COMMAND_SELF (1 << 18 | 1 << 14)

static volatile uint32_t *registers;
volatile uint32_t *local_apic_end;
volatile uint32_t *local_apic_requested;
/* The last of the registers of what is requested that lines in use have. */
static unsigned last_requested = APIC_TIMER_REQUESTED;
static word_t ticks_per_second;
/* Timer ticks for each of the time-stamp counter's, times 2^32. */
static word_t timer_ratio;

static uint32_t apic_read(unsigned number)
{
    if (features.x2apic)
        return (uint32_t)read_msr(MSR_X2APIC + number);
    return device_read(&registers[number * 4]);
}

static void apic_write(unsigned number, uint32_t value)
{
    if (features.x2apic)
        write_msr(MSR_X2APIC + number, value);
    else
        device_write(&registers[number * 4], value);
}

paddr_t local_apic_base(void)
{
    return read_msr(MSR_APIC_BASE) & ENTRY_ADDRESS_MASK;
}

/* LINT0 is the old interrupt controllers', which are off. */
void local_apic_start(volatile uint32_t *memory)
{
    registers = memory;
    if (!features.x2apic) {
        local_apic_end = &registers[APIC_END * 4];
        local_apic_requested = &registers[APIC_TIMER_REQUESTED * 4];
    }
    write_msr(MSR_APIC_BASE, read_msr(MSR_APIC_BASE) | APIC_BASE_ENABLE |
                                 (features.x2apic ? APIC_BASE_X2APIC : 0));
    apic_write(APIC_SPURIOUS, SPURIOUS_ENABLE | VECTOR_SPURIOUS);
    apic_write(APIC_TASK_PRIORITY, 0);
    apic_write(APIC_LVT_LINT0, LVT_MASKED);
    apic_write(APIC_LVT_LINT1, LVT_NMI);
    apic_write(APIC_LVT_ERROR, LVT_MASKED);
    apic_write(APIC_LVT_TIMER, LVT_MASKED);
    apic_write(APIC_TIMER_DIVIDE, TIMER_DIVIDE_BY_1);
}

unsigned local_apic_id(void)
{
    uint32_t id = apic_read(APIC_ID);

    return features.x2apic ? id : id >> 24;
}

void local_apic_interrupt_self(unsigned vector)
{
    apic_write(APIC_COMMAND, COMMAND_SELF | vector);
}

void local_apic_expect(unsigned vector)
{
    unsigned last = APIC_REQUESTED + vector / VECTORS_PER_REGISTER;

    if (last <= last_requested)
        return;
    last_requested = last;
    local_apic_requested = NULL;
}

/*
 * A look is one read of a register in the processor: the timer's vector is in
 * the first lines' group, and the groups behind it belong to lines that few
 * machines have. (Letting interrupts through for a moment would cost two
 * instructions less, but somebody would have to remember the one that came, and
 * the kernel would be interrupted in places other than idle.)
 */
bool local_apic_pending(void)
{
    uint32_t requested = apic_read(APIC_TIMER_REQUESTED);

    for (unsigned i = APIC_TIMER_REQUESTED + 1; i <= last_requested; i++)
        requested |= apic_read(i);
    return requested;
}

/* ---- time ---- */

void local_apic_timer_run(void)
{
    apic_write(APIC_TIMER_INITIAL, ~0u);
}

uint32_t local_apic_timer_left(void)
{
    return apic_read(APIC_TIMER_CURRENT);
}

void arch_clock_set(word_t per_second, word_t time_stamps, uint32_t timer)
{
    ticks_per_second = per_second;
    timer_ratio = ((word_t)timer << 32) / time_stamps;
    apic_write(APIC_TIMER_INITIAL, 0);
    apic_write(APIC_LVT_TIMER,
               VECTOR_TIMER | (features.tsc_deadline ? TIMER_DEADLINE : 0));
    __asm__ volatile("mfence" ::: "memory");
}

word_t arch_ticks_per_second(void)
{
    return ticks_per_second;
}

/* Far away it comes too early, and is programmed again. */
static uint32_t timer_ticks(word_t when)
{
    word_t now = arch_time();
    word_t left = when > now ? when - now : 0;
    unsigned __int128 ticks = ((unsigned __int128)left * timer_ratio >> 32) + 1;

    return ticks > ~0u ? ~0u : (uint32_t)ticks;
}

void arch_timer_program(word_t when)
{
    if (features.tsc_deadline)
        write_msr(MSR_TSC_DEADLINE, when);
    else
        apic_write(APIC_TIMER_INITIAL, when ? timer_ticks(when) : 0);
}
