/*
 * x86_64: a core's set-up, registers by number, FP state, translations and the
 * memory that they lead to.
 */
#include "arch_start.h"
#include "core.h"
#include "features.h"
#include "pcid.h"

/* Stacks of their own, in the order of the task state's list (6.14.5). */
enum {
    STACK_DOUBLE_FAULT = 1,
    STACK_NMI,
    STACK_MACHINE_CHECK,
    STACK_DEBUG,
    STACKS = STACK_DEBUG,
};

#define STACK_BYTES 4096
#define VECTOR_BYTES 16
/* Gates (6.14.1): present interrupt gates; 3 and 4 also for `int n`. */
#define GATE_KERNEL 0x8E00
#define GATE_USER 0xEE00
/* Descriptors (3.4.5): 64-bit code and data of either level. */
#define KERNEL_CODE_DESCRIPTOR 0x00AF9B000000FFFF
#define KERNEL_DATA_DESCRIPTOR 0x00CF93000000FFFF
#define USER_CODE_DESCRIPTOR 0x00AFFB000000FFFF
#define USER_DATA_DESCRIPTOR 0x00CFF3000000FFFF
#define TASK_DESCRIPTOR 0x0000890000000000

struct gate_descriptor {
    uint16_t offset_low;
    uint16_t selector;
    uint16_t attributes;
    uint16_t offset_middle;
    uint32_t offset_high;
    uint32_t reserved;
};

struct [[gnu::packed]] table_pointer {
    uint16_t limit;
    word_t base;
};

extern const char arch_vectors[];

ARCH_NOINIT alignas(16) static char stacks[CORES_MAX][STACKS][STACK_BYTES];
static struct gate_descriptor gates[256];

static void gates_fill(void)
{
    word_t target = (word_t)arch_vectors;

    for (unsigned vector = 0; vector < 256; vector++, target += VECTOR_BYTES)
        gates[vector] = (struct gate_descriptor){
            .offset_low = (uint16_t)target,
            .selector = KERNEL_CS,
            .attributes = GATE_KERNEL,
            .offset_middle = (uint16_t)(target >> 16),
            .offset_high = (uint32_t)(target >> 32),
        };
    gates[VECTOR_BREAKPOINT].attributes = GATE_USER;
    gates[VECTOR_OVERFLOW].attributes = GATE_USER;
    gates[VECTOR_DOUBLE_FAULT].attributes |= STACK_DOUBLE_FAULT;
    gates[VECTOR_NMI].attributes |= STACK_NMI;
    gates[VECTOR_MACHINE_CHECK].attributes |= STACK_MACHINE_CHECK;
    gates[VECTOR_DEBUG].attributes |= STACK_DEBUG;
}

static void task_fill(struct core *core)
{
    struct task_state *task = &core->arch.task;
    word_t base = (word_t)task;
    word_t *gdt = core->arch.gdt;

    task->port_map = sizeof *task;
    for (unsigned i = 0; i < STACKS; i++)
        task->interrupt_stack[i] =
            (word_t)stacks[core->number][i] + STACK_BYTES;
    gdt[KERNEL_CS / 8] = KERNEL_CODE_DESCRIPTOR;
    gdt[KERNEL_SS / 8] = KERNEL_DATA_DESCRIPTOR;
    gdt[USER_SS / 8] = USER_DATA_DESCRIPTOR;
    gdt[USER_CS / 8] = USER_CODE_DESCRIPTOR;
    gdt[TASK_SELECTOR / 8] = TASK_DESCRIPTOR | (sizeof *task - 1) |
                             (base & 0xFFFFFF) << 16 |
                             (base >> 24 & 0xFF) << 56;
    gdt[TASK_SELECTOR / 8 + 1] = base >> 32;
}

/* The selectors are those that the start code has loaded already. */
static void descriptors_load(const struct core *core)
{
    struct table_pointer gdt = {sizeof core->arch.gdt - 1,
                                (word_t)core->arch.gdt};
    struct table_pointer idt = {sizeof gates - 1, (word_t)gates};

    __asm__ volatile("lgdt %0\n\tlidt %1\n\tltr %w2\n\tlldt %w3\n\t"
                     "mov %3, %%ds\n\tmov %3, %%es\n\t"
                     "mov %3, %%fs\n\tmov %3, %%gs"
                     :
                     : "m"(gdt), "m"(idt), "r"(TASK_SELECTOR), "r"(0)
                     : "memory");
}

void arch_core_start(struct core *core, word_t stack_base, word_t stack_bytes)
{
    core->kernel_stack = stack_base + stack_bytes;
    core->arch.stack_base = stack_base;
    core->arch.self = core;
    gates_fill();
    task_fill(core);
    descriptors_load(core);
    write_msr(MSR_FS_BASE, 0);
    write_msr(MSR_GS_BASE, (word_t)core);
    write_msr(MSR_KERNEL_GS_BASE, 0);
    write_msr(MSR_STAR, (word_t)SYSRET_BASE << 48 | (word_t)KERNEL_CS << 32);
    write_msr(MSR_LSTAR, (word_t)arch_syscall);
    write_msr(MSR_SFMASK, ~(uint32_t)FLAGS_FIXED);
    write_msr(MSR_SYSENTER_CS, 0);
    write_dr7(DR7_VALUE); /* whoever came before may have left some */
    write_dr6(DR6_VALUE);
    arch_fp_disable();
}

/* ---- registers by number ---- */

/* Where a register stands, by the processor's number: in words from the
   beginning. */
#define PLACE(member) (offsetof(struct arch_regs, member) / sizeof(word_t))

static const uint8_t places[ABI_REGISTER_COUNT] = {
    PLACE(rax),
    PLACE(rcx),
    PLACE(message.words[1]),
    PLACE(rbx),
    PLACE(sp),
    PLACE(rbp),
    PLACE(message.words[0]),
    PLACE(rdi),
    PLACE(message.words[3]),
    PLACE(message.words[4]),
    PLACE(message.words[2]),
    PLACE(r11),
    PLACE(message.words[5]),
    PLACE(r13),
    PLACE(r14),
    PLACE(r15),
    [ABI_REGISTER_PC] = PLACE(pc),
    [ABI_REGISTER_FLAGS] = PLACE(flags),
    [ABI_REGISTER_THREAD_POINTER] = PLACE(thread_pointer),
};

static_assert(ABI_REGISTER_SP == 4 && ABI_REGISTER_PC == 16);

/* What `brief` stands for in that place. */
static word_t regs_brief(const struct arch_regs *regs, unsigned place)
{
    if (place == PLACE(rcx))
        return regs->pc;
    return place == PLACE(r11) ? regs->flags : 0;
}

word_t arch_regs_read(const struct arch_regs *regs, unsigned number)
{
    unsigned place;
    word_t value;

    if (number >= ABI_REGISTER_COUNT)
        return 0;
    place = places[number];
    if (regs->brief && place >= PLACE(rcx) && place <= PLACE(r15))
        return regs_brief(regs, place);
    value = ((const word_t *)regs)[place];
    return number == ABI_REGISTER_FLAGS ? value & FLAGS_USER_MASK : value;
}

/* All registers stand where they belong. */
static void regs_write_out(struct arch_regs *regs)
{
    if (!regs->brief)
        return;
    for (unsigned place = PLACE(rcx); place <= PLACE(r15); place++)
        ((word_t *)regs)[place] = regs_brief(regs, place);
    regs->brief = 0;
}

static bool register_valid(unsigned number, word_t value)
{
    switch (number) {
    case ABI_REGISTER_SP:
    case ABI_REGISTER_THREAD_POINTER:
        return arch_user_address(value);
    case ABI_REGISTER_PC:
        return arch_code_address(value);
    case ABI_REGISTER_FLAGS:
        return !(value & ~(word_t)FLAGS_USER_MASK);
    default:
        return number < ABI_REGISTER_COUNT;
    }
}

bool arch_regs_write(struct arch_regs *regs, unsigned number, word_t value)
{
    if (!register_valid(number, value))
        return false;
    if (number == ABI_REGISTER_FLAGS)
        value |= FLAGS_USER_START;
    regs_write_out(regs);
    ((word_t *)regs)[places[number]] = value;
    return true;
}

/* ---- FP state (volume 1, 10.5 and 13.7) ---- */

/* As FXSAVE would leave it on a fresh processor: all exceptions masked. */
static const struct arch_fp fresh = {.area = {0x37F, [3] = 0x1F80}};

void arch_fp_save(struct arch_fp *fp)
{
    clear_task_switched();
    if (features.xsave)
        __asm__ volatile("xsave64 %0"
                         : "+m"(*fp)
                         : "a"(~0u), "d"(~0u)
                         : "memory");
    else
        __asm__ volatile("fxsave64 %0" : "+m"(*fp)::"memory");
    fp->area[ARCH_FP_SAVED] = 1;
}

/* Some processors leave the last x87 operation's addresses as they are when
   nothing is pending; FNINIT clears them. */
void arch_fp_load(const struct arch_fp *fp)
{
    if (!fp->area[ARCH_FP_SAVED])
        fp = &fresh;
    clear_task_switched();
    __asm__ volatile("fninit");
    if (features.xsave)
        __asm__ volatile("xrstor64 %0" ::"m"(*fp), "a"(~0u), "d"(~0u)
                         : "memory");
    else
        __asm__ volatile("fxrstor64 %0" ::"m"(*fp) : "memory");
}

/* ---- translations ---- */

static word_t space_word(paddr_t root, unsigned domain_id)
{
    return features.pcid ? pcid_word(root, domain_id) : root;
}

/* A domain's root page table begins empty in the kernel's half too. */
word_t arch_space_word(paddr_t root, unsigned domain_id)
{
    kernel_space_share(arch_from_physical(root));
    return space_word(root, domain_id);
}

void arch_address_space_load(paddr_t root, unsigned domain_id)
{
    write_cr3(root ? space_word(root, domain_id) : kernel_space_root());
}

/* True: of what is loaded, the domain's are to be forgotten. (Without PCIDs
   there are no others.) */
static bool flush_loaded(unsigned domain_id)
{
    enum pcid_flush flush = PCID_FLUSH_LOADED;

    if (features.pcid)
        flush = pcid_to_flush(read_cr3(), domain_id);
    if (flush == PCID_FLUSH_OTHER)
        invalidate_pcid(pcid_of(domain_id));
    return flush == PCID_FLUSH_LOADED;
}

void arch_tlb_flush_address(unsigned domain_id, word_t address)
{
    if (flush_loaded(domain_id))
        invalidate_page(address);
}

/* Written back without CR3_NO_FLUSH, it forgets. */
void arch_tlb_flush_domain(unsigned domain_id)
{
    if (flush_loaded(domain_id))
        write_cr3(read_cr3());
}

/* ---- memory ---- */

void arch_memory_clear(paddr_t address, size_t bytes)
{
    void *at = arch_from_physical(address);
    size_t words = bytes / sizeof(word_t);

    __asm__ volatile("rep stosq" : "+D"(at), "+c"(words) : "a"(0) : "memory");
}

/* Caches are coherent; what was fetched ahead under another address is
   forgotten by a serializing instruction (8.3): writing a control register. */
void arch_instruction_sync(void)
{
    write_cr2(read_cr2());
}
