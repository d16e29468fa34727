/*
 * The instructions that C has no words for, one function each.
 */
#ifndef NUCLEUS_PROCESSOR_H
#define NUCLEUS_PROCESSOR_H

#include "abi.h"

#define PROCESSOR_CONTROL_REGISTER(name)                                       \
    static inline word_t read_##name(void)                                     \
    {                                                                          \
        word_t value;                                                          \
                                                                               \
        __asm__ volatile("mov %%" #name ", %0" : "=r"(value));                 \
        return value;                                                          \
    }                                                                          \
    static inline void write_##name(word_t value)                              \
    {                                                                          \
        __asm__ volatile("mov %0, %%" #name ::"r"(value) : "memory");          \
    }

PROCESSOR_CONTROL_REGISTER(cr0)
PROCESSOR_CONTROL_REGISTER(cr2)
PROCESSOR_CONTROL_REGISTER(cr3)
PROCESSOR_CONTROL_REGISTER(cr4)
PROCESSOR_CONTROL_REGISTER(dr6)
PROCESSOR_CONTROL_REGISTER(dr7)

static inline void clear_task_switched(void)
{
    __asm__ volatile("clts" ::: "memory");
}

static inline word_t read_msr(uint32_t number)
{
    uint32_t low, high;

    __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(number));
    return low | (word_t)high << 32;
}

static inline void write_msr(uint32_t number, word_t value)
{
    __asm__ volatile("wrmsr" ::"c"(number), "a"((uint32_t)value),
                     "d"((uint32_t)(value >> 32))
                     : "memory");
}

struct cpuid {
    uint32_t eax, ebx, ecx, edx;
};

static inline struct cpuid read_cpuid(uint32_t leaf, uint32_t part)
{
    struct cpuid found;

    __asm__ volatile("cpuid"
                     : "=a"(found.eax), "=b"(found.ebx), "=c"(found.ecx),
                       "=d"(found.edx)
                     : "a"(leaf), "c"(part));
    return found;
}

static inline word_t read_time_stamp(void)
{
    uint32_t low, high;

    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return low | (word_t)high << 32;
}

/* Translations of the page that holds the address, in the loaded space. */
static inline void invalidate_page(word_t address)
{
    __asm__ volatile("invlpg (%0)" ::"r"(address) : "memory");
}

/* All translations of a process context identifier (INVPCID, type 1). */
static inline void invalidate_pcid(word_t pcid)
{
    struct {
        word_t pcid, address;
    } which = {pcid, 0};

    __asm__ volatile("invpcid %0, %1" ::"m"(which), "r"((word_t)1) : "memory");
}

/* ---- ports ---- */

static inline uint8_t port_read8(uint16_t port)
{
    uint8_t value;

    __asm__ volatile("inb %w1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static inline uint16_t port_read16(uint16_t port)
{
    uint16_t value;

    __asm__ volatile("inw %w1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static inline uint32_t port_read32(uint16_t port)
{
    uint32_t value;

    __asm__ volatile("inl %w1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static inline void port_write8(uint16_t port, uint8_t value)
{
    __asm__ volatile("outb %0, %w1" ::"a"(value), "Nd"(port));
}

/* One byte after the other to the same port. */
static inline void port_write8_all(uint16_t port, const void *from,
                                   size_t bytes)
{
    __asm__ volatile("rep outsb"
                     : "+S"(from), "+c"(bytes)
                     : "d"(port)
                     : "memory");
}

static inline void port_write16(uint16_t port, uint16_t value)
{
    __asm__ volatile("outw %0, %w1" ::"a"(value), "Nd"(port));
}

static inline void port_write32(uint16_t port, uint32_t value)
{
    __asm__ volatile("outl %0, %w1" ::"a"(value), "Nd"(port));
}

#endif
