/*
 * Boot: makes the first objects, through the same functions that user code
 * reaches by invocations, and hands everything to `root`.
 */
#include "boot.h"

#include "boot_info.h"
#include "boot_memory.h"
#include "boot_root.h"
#include "core.h"
#include "domain.h"
#include "frame.h"
#include "lock.h"
#include "operations.h"
#include "panic.h"
#include "platform.h"
#include "print.h"
#include "sched_context.h"
#include "table.h"
#include "thread.h"
#include "untyped.h"

#define ROOT_PRIORITY 100u

struct boot_state {
    const struct boot_info *info;
    struct root_image image;
    struct slot memory; /* the untyped that root's own objects come from */
    struct table *table;
    unsigned next; /* free slot */
    struct root_boot_info *page;
};

static void boot_must(int status, const char *what)
{
    if (status != OK)
        panic("boot: %s failed with status %d", what, status);
}

static struct slot *boot_slot(struct boot_state *boot, unsigned index)
{
    struct slot *slot = table_slot(boot->table, index);

    if (!slot)
        panic("boot: root's table is too small for this machine's memory");
    return slot;
}

/* Makes an object of root's own memory. */
static void *boot_make(struct boot_state *boot, enum object_type type,
                       unsigned size_bits, unsigned slot_index)
{
    struct slot *slot = boot_slot(boot, slot_index);

    boot_must(untyped_retype(&boot->memory, type, size_bits, slot),
              object_info[type].name);
    return slot_object(slot);
}

/* ---- the memory map ---- */

void boot_map_row(word_t virtual_address, paddr_t base, paddr_t end,
                  const char *attributes, const char *what)
{
    print("  %016lx  %010lx  %8lu KiB  %-14s %s\n", virtual_address, base,
          (end - base) >> 10, attributes, what);
}

static void boot_row(paddr_t base, paddr_t end, const char *attributes,
                     const char *what)
{
    boot_map_row(base, base, end, attributes, what);
}

static void boot_plan_ram(const struct boot_state *boot,
                          struct memory_plan *plan)
{
    const struct boot_info *info = boot->info;

    memory_plan_begin(plan, info->ram, info->ram_count);
    memory_exclude(plan, 0, (paddr_t)1 << ARCH_PAGE_BITS);
    memory_exclude(plan, info->kernel.base, info->kernel.end);
    memory_exclude(plan, boot->image.archive_base,
                   boot->image.base + boot->image.size);
    for (unsigned i = 0; i < info->reserved_count; i++)
        memory_exclude(plan, info->reserved[i].base, info->reserved[i].end);
}

static void boot_plan_devices(const struct boot_info *info,
                              struct memory_plan *plan)
{
    memory_plan_begin(plan, info->device, info->device_count);
    for (unsigned i = 0; i < info->reserved_count; i++)
        memory_exclude(plan, info->reserved[i].base, info->reserved[i].end);
    for (unsigned i = 0; i < info->ram_count; i++)
        memory_exclude(plan, info->ram[i].base, info->ram[i].end);
}

/* The largest piece of RAM holds root's own objects. */
static void boot_choose_memory(struct boot_state *boot)
{
    static struct memory_plan plan;
    paddr_t base = 0, best = 0;
    unsigned bits, best_bits = 0;

    boot_plan_ram(boot, &plan);
    while (memory_next_piece(&plan, &base, &bits)) {
        if (bits > best_bits) {
            best = base;
            best_bits = bits;
        }
        base += (paddr_t)1 << bits;
    }
    if (!best_bits)
        panic("boot: no memory left for root");
    untyped_fill(&boot->memory, best, best_bits, false, 0);
    slot_link(&boot->memory, &tree_head, 0);
}

/* The piece chosen above moves. */
static void boot_untyped(struct boot_state *boot, paddr_t base, unsigned bits,
                         bool device)
{
    struct slot *slot = boot_slot(boot, boot->next++);

    if (boot->memory.head && base == untyped_base(&boot->memory) && !device) {
        boot_must(slot_move(&boot->memory, slot), "memory");
    } else {
        untyped_fill(slot, base, bits, device, 0);
        slot_link(slot, &tree_head, 0);
    }
    slot->next |= SLOT_BOOT;
}

/* One untyped for each piece; neighbours are one row of the map. */
static struct boot_range boot_untypeds(struct boot_state *boot,
                                       struct memory_plan *plan, bool device)
{
    const char *attributes = device ? "device" : "normal";
    const char *what = device ? "untyped, device" : "untyped";
    unsigned first = boot->next, bits;
    paddr_t base = 0, end = 0, begin = 0;

    while (memory_next_piece(plan, &base, &bits)) {
        if (base != end) {
            if (end)
                boot_row(begin, end, attributes, what);
            begin = base;
        }
        boot_untyped(boot, base, bits, device);
        end = base += (paddr_t)1 << bits;
    }
    if (end)
        boot_row(begin, end, attributes, what);
    return (struct boot_range){first, boot->next - first};
}

/* ---- root ---- */

/* Frames for [base, end), which no untyped covers, mapped for root. */
static struct boot_range boot_frames(struct boot_state *boot,
                                     struct domain *domain, paddr_t base,
                                     paddr_t end, unsigned rights)
{
    struct boot_range range = {boot->next, 0};

    while (base < end) {
        struct slot *slot = boot_slot(boot, boot->next++);
        unsigned bits = memory_piece_bits(base, end);

        frame_fill(slot, base, bits, rights, false);
        slot->head |= SLOT_ORIGINAL;
        slot_link(slot, &tree_head, 0);
        slot->next |= SLOT_BOOT;
        boot_must(domain_map(domain, rights, MEMORY_TYPE_NORMAL, slot),
                  "mapping root");
        base += (paddr_t)1 << bits;
        range.count++;
    }
    return range;
}

static paddr_t boot_memory_frame(struct boot_state *boot, struct domain *domain,
                                 unsigned bits, unsigned rights,
                                 unsigned slot_index)
{
    struct slot *slot = boot_slot(boot, slot_index);

    (void)boot_make(boot, TYPE_FRAME, bits, slot_index);
    boot_must(domain_map(domain, rights, MEMORY_TYPE_NORMAL, slot), "frame");
    return frame_base(slot);
}

/* A capability that no memory stands behind. */
static void boot_control(struct boot_state *boot, unsigned index, unsigned type,
                         word_t badge, void *object)
{
    struct slot *slot = boot_slot(boot, index);

    slot->head = type | (word_t)object_info[type].rights << SLOT_RIGHTS_SHIFT |
                 SLOT_ORIGINAL | badge << SLOT_BADGE_SHIFT;
    slot->address = (word_t)object;
    slot_link(slot, &tree_head, 0);
    slot->next |= SLOT_BOOT;
}

static void copy_string(char *to, size_t size, const char *from)
{
    size_t i = 0;

    for (; from && from[i] && i + 1 < size; i++)
        to[i] = from[i];
    to[i] = '\0';
}

static void boot_describe(struct boot_state *boot, struct domain *domain)
{
    struct root_boot_info *page = boot->page;
    const struct root_image *image = &boot->image;

    page->magic = BOOT_INFO_MAGIC;
    page->version = 1;
    page->cores = 1;
    page->archive_base = image->archive_base;
    page->archive_size = image->archive_size;
    page->root_base = image->base;
    page->root_size = image->size;
    page->ticks_per_second = arch_ticks_per_second();
    page->table_bits = ARCH_ROOT_TABLE_BITS;
    copy_string(page->board, sizeof page->board, boot->info->board);
    copy_string(page->command_line, sizeof page->command_line,
                boot->info->command_line);
    page->archive =
        boot_frames(boot, domain, image->archive_base,
                    image->archive_base + image->archive_size, FRAME_READ);
    page->program = boot_frames(boot, domain, image->text.base, image->text.end,
                                FRAME_READ | FRAME_EXECUTE);
    page->program.count +=
        boot_frames(boot, domain, image->data.base, image->data.end,
                    FRAME_READ | FRAME_WRITE)
            .count;
}

static void boot_describe_memory(struct boot_state *boot)
{
    const struct boot_info *info = boot->info;
    static struct memory_plan plan;

    print(
        "memory map (user addresses are physical addresses)\n"
        "  virtual           physical    size          attributes     what\n");
    kernel_map_print();
    boot_row(boot->image.archive_base, boot->image.base, "r", "archive");
    boot_row(boot->image.text.base, boot->image.text.end, "rx", "root, text");
    boot_row(boot->image.data.base, boot->image.data.end, "rw", "root, data");
    for (unsigned i = 0; i < info->reserved_count; i++)
        boot_row(info->reserved[i].base, info->reserved[i].end, "not granted",
                 info->reserved[i].what);
    boot_plan_ram(boot, &plan);
    boot->page->ram = boot_untypeds(boot, &plan, false);
    boot_plan_devices(info, &plan);
    boot->page->devices = boot_untypeds(boot, &plan, true);
}

static struct domain *boot_domain(struct boot_state *boot)
{
    struct slot first = {0};
    struct domain *domain;

    boot_must(untyped_retype(&boot->memory, TYPE_TABLE,
                             ARCH_ROOT_TABLE_BITS + SLOT_BITS, &first),
              "table");
    boot->table = slot_object(&first);
    boot_must(slot_move(&first, boot_slot(boot, BOOT_SLOT_TABLE)), "table");
    domain =
        boot_make(boot, TYPE_DOMAIN, ARCH_ROOT_DOMAIN_BITS, BOOT_SLOT_DOMAIN);
    boot_must(domain_set_table(domain, boot_slot(boot, BOOT_SLOT_TABLE)),
              "table of root's domain");
    return domain;
}

static void boot_thread(struct boot_state *boot, struct core *core)
{
    struct thread *thread = boot_make(boot, TYPE_THREAD, 0, BOOT_SLOT_THREAD);
    word_t stack = boot->page->stack_base + boot->page->stack_size;
    paddr_t page = frame_base(boot_slot(boot, BOOT_SLOT_INFO));

    (void)core;
    (void)boot_make(boot, TYPE_SCHED_CONTEXT, 0, BOOT_SLOT_SCHED_CONTEXT);
    boot_must(cpu_configure(boot_slot(boot, BOOT_SLOT_CPUS), ROOT_PRIORITY,
                            boot_slot(boot, BOOT_SLOT_SCHED_CONTEXT)),
              "time for root");
    boot_must(thread_configure(thread, stack, 0, 0,
                               boot_slot(boot, BOOT_SLOT_DOMAIN)),
              "root's thread");
    boot_must(thread_bind(thread, boot_slot(boot, BOOT_SLOT_SCHED_CONTEXT)),
              "root's time");
    boot_must(thread_start(thread, boot->image.entry, page), "starting root");
}

struct thread *boot(struct core *core, const struct boot_info *info)
{
    static struct boot_state boot;
    const char *wrong = root_image_find(&info->archive, &boot.image);
    struct domain *domain;
    paddr_t stack;

    if (wrong)
        panic("boot image: %s", wrong);
    boot.info = info;
    boot.next = BOOT_SLOT_FIRST_RANGE;
    core_init(core, 0);
    tree_init();
    lock_acquire();
    boot_choose_memory(&boot);
    domain = boot_domain(&boot);
    boot_control(&boot, BOOT_SLOT_CPUS, TYPE_CPU, PRIORITY_MAX, core);
    boot_control(&boot, BOOT_SLOT_IRQ_CONTROL, TYPE_IRQ_CONTROL, 0, NULL);
    if (ioport_control_get) /* where the processor has ports */
        boot_control(&boot, BOOT_SLOT_IOPORT_CONTROL, TYPE_IOPORT_CONTROL, 0,
                     NULL);
    boot_control(&boot, BOOT_SLOT_CONSOLE, TYPE_CONSOLE, 0, NULL);
    boot.page = arch_from_physical(boot_memory_frame(
        &boot, domain, BOOT_INFO_BITS, FRAME_READ, BOOT_SLOT_INFO));
    stack = boot_memory_frame(&boot, domain, ARCH_ROOT_STACK_BITS,
                              FRAME_READ | FRAME_WRITE, BOOT_SLOT_STACK);
    boot.page->stack_base = stack;
    boot.page->stack_size = (word_t)1 << ARCH_ROOT_STACK_BITS;
    boot_describe(&boot, domain);
    boot_thread(&boot, core);
    boot_describe_memory(&boot);
    boot.page->first_free_slot = boot.next;
    return core_leave(core);
}
