/*
 * x86_64: the kernel's half of the address space. start.S has mapped the image
 * and, roughly, the first 4 GiB; here the image's pages get their rights, the
 * direct map is made anew of exactly the RAM that there is, and devices'
 * registers get pages of their own. Every domain's root page table shares the
 * result.
 */
#include "arch_start.h"
#include "panic.h"

#define TABLE_ENTRIES (1 << ARCH_TABLE_BITS)
#define PAGE_BYTES ((word_t)1 << ARCH_PAGE_BITS)
#define ALL_TABLES_LEVEL (ARCH_LEVELS - 1)
#define KERNEL_DATA (KERNEL_ENTRY | ENTRY_WRITE | ENTRY_NO_EXECUTE)

/* Every board's link script defines these. */
extern char __kernel_start[], __text_end[], __rodata_end[], __stacks[],
    __kernel_end[], __stack_stride[];
/* In start.S. */
extern word_t kernel_top[], kernel_pages[], kernel_devices[];

paddr_t kernel_physical;

static word_t *root;
static word_t *next_table;
static const word_t *tables_end;
static unsigned devices;

static unsigned level_shift(unsigned level)
{
    return ARCH_PAGE_BITS + level * ARCH_TABLE_BITS;
}

/* ---- the image ---- */

static word_t *image_entry(word_t address)
{
    return &kernel_pages[(address - KERNEL_VIRTUAL) >> ARCH_PAGE_BITS];
}

static void image_part(const char *begin, const char *end, word_t rights)
{
    const word_t *last = image_entry((word_t)end);
    word_t value = arch_to_physical(begin) | rights;

    for (word_t *entry = image_entry((word_t)begin); entry < last; entry++) {
        *entry = value;
        value += PAGE_BYTES;
    }
}

/* Below each kernel stack is a page that is missing. */
void kernel_space_image(void)
{
    kernel_physical = kernel_pages[0] & ENTRY_ADDRESS_MASK;
    image_part(__kernel_start, __text_end, KERNEL_ENTRY);
    image_part(__text_end, __rodata_end, KERNEL_ENTRY | ENTRY_NO_EXECUTE);
    image_part(__rodata_end, __kernel_end, KERNEL_DATA);
    for (word_t guard = (word_t)__stacks; guard < (word_t)__kernel_end;
         guard += (word_t)__stack_stride)
        *image_entry(guard) = 0;
    for (word_t *entry = image_entry((word_t)__kernel_end);
         entry < kernel_pages + TABLE_ENTRIES; entry++)
        *entry = 0;
    write_cr3(read_cr3());
}

/* ---- the direct map ---- */

/* A part of a table at each end, on each level: this is a bound. */
unsigned kernel_space_pages(const struct physical_range *ram, unsigned count)
{
    unsigned leaf = arch_large_leaves ? 2 : 1;
    word_t pages = 1; /* the root */

    for (unsigned i = 0; i < count; i++) {
        pages += 2 * ALL_TABLES_LEVEL + 4; /* and where the image is cut out */
        for (unsigned level = leaf; level < ALL_TABLES_LEVEL; level++)
            pages += (ram[i].end - ram[i].base) >> level_shift(level + 1);
    }
    return (unsigned)pages;
}

static word_t *table_entry(word_t address, unsigned wanted)
{
    word_t *table = root;

    for (unsigned level = ALL_TABLES_LEVEL;; level--) {
        word_t *entry =
            &table[address >> level_shift(level) & (TABLE_ENTRIES - 1)];

        if (level == wanted)
            return entry;
        if (!*entry) {
            if (next_table == tables_end)
                panic("boot: the direct map takes more page tables than there "
                      "is room for");
            *entry = arch_to_physical(next_table) | ENTRY_TABLE;
            arch_memory_clear(arch_to_physical(next_table), PAGE_BYTES);
            next_table += TABLE_ENTRIES;
        }
        table = arch_from_physical(arch_entry_address(*entry));
    }
}

static unsigned leaf_level(paddr_t base, paddr_t end)
{
    unsigned level = ALL_TABLES_LEVEL;

    do {
        word_t bytes;

        level--;
        bytes = (word_t)1 << level_shift(level);
        if (arch_leaf_allowed(level) && !(base & (bytes - 1)) &&
            end - base >= bytes)
            break;
    } while (level);
    return level;
}

/* Fills one table's entries of one level after the other: where one of them
   ends, larger leaves may begin. */
static void direct_map(paddr_t base, paddr_t end)
{
    while (base < end) {
        unsigned level = leaf_level(base, end), shift = level_shift(level);
        word_t *entry = table_entry(DIRECT_BASE + base, level);
        word_t value = base | KERNEL_DATA | (level ? ENTRY_LARGE : 0);
        word_t count = TABLE_ENTRIES - (base >> shift) % TABLE_ENTRIES;

        if (count > (end - base) >> shift)
            count = (end - base) >> shift;
        base += count << shift;
        for (; count; count--) {
            *entry++ = value;
            value += (word_t)1 << shift;
        }
    }
}

/* All of a range but the image, which nobody shall reach by a second way. */
static void direct_map_around(const struct physical_range *ram)
{
    paddr_t image = kernel_physical;
    paddr_t image_end = arch_to_physical(__kernel_end);

    if (image >= ram->end || image_end <= ram->base) {
        direct_map(ram->base, ram->end);
        return;
    }
    direct_map(ram->base, image);
    direct_map(image_end, ram->end);
}

void kernel_space_ram(const struct physical_range *ram, unsigned count,
                      paddr_t tables)
{
    root = arch_from_physical(tables);
    next_table = root + TABLE_ENTRIES;
    tables_end = root + (word_t)kernel_space_pages(ram, count) * TABLE_ENTRIES;
    arch_memory_clear(tables, PAGE_BYTES);
    root[KERNEL_SLOT] = arch_to_physical(kernel_top) | ENTRY_TABLE;
    for (unsigned i = 0; i < count; i++)
        direct_map_around(&ram[i]);
    write_cr3(tables);
}

paddr_t kernel_space_root(void)
{
    return arch_to_physical(root);
}

void kernel_space_share(word_t *domain_root)
{
    if (domain_root[KERNEL_SLOT] == root[KERNEL_SLOT])
        return;
    for (unsigned i = DIRECT_SLOT; i < TABLE_ENTRIES; i++)
        domain_root[i] = root[i];
}

/* ---- devices ---- */

void *kernel_space_device(paddr_t address)
{
    word_t offset = address & (PAGE_BYTES - 1);

    kernel_devices[devices] = (address - offset) | KERNEL_DATA | ENTRY_DEVICE;
    return (void *)(DEVICES_VIRTUAL + devices++ * PAGE_BYTES + offset);
}
