/*
 * Fuzzes what a PC's loaders hand over: PVH, Multiboot 1 and Multiboot 2. The
 * first byte says which, the rest is memory from address 0 on.
 */
#include "../../platform/pc/loaded.c"
#include "../../platform/pc/multiboot.c"
#include "../../platform/pc/pvh.c"

#include "support/firmware.h"
#include "support/ranges.h"

#define LIMIT ((paddr_t)1 << 47)

static void check_pages(const struct physical_range *ranges, unsigned count,
                        unsigned most)
{
    if (count > most)
        wrong("more ranges than fit");
    check_ranges(ranges, count);
    for (unsigned i = 0; i < count; i++)
        if (ranges[i].end > LIMIT || ranges[i].base % 4096 ||
            ranges[i].end % 4096 || (i && ranges[i].base < ranges[i - 1].end))
            wrong("ranges that are not pages in order");
}

static void check_loaded(const struct loaded *loaded)
{
    struct physical_range ram[BOOT_RANGES_MAX], devices[BOOT_RANGES_MAX];
    unsigned count, device_count;

    if (loaded->memory_count > MEMORY_ENTRIES_MAX)
        wrong("more memory than fits");
    if (!memchr(loaded->command_line, 0, COMMAND_LINE_BYTES))
        wrong("a command line without an end");
    for (unsigned most = 1; most <= BOOT_RANGES_MAX; most *= 4) {
        count = loaded_ram(loaded, LIMIT, ram, most);
        device_count = loaded_devices(loaded, LIMIT, devices, most);
        check_pages(ram, count, most);
        check_pages(devices, device_count, most);
        for (unsigned i = 0; i < count; i++)
            for (unsigned j = 0; j < device_count; j++)
                if (ram[i].base < devices[j].end &&
                    devices[j].base < ram[i].end)
                    wrong("RAM that is a device");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    static const char *(*const readers[])(paddr_t, struct loaded *) = {
        pvh_read, multiboot1_read, multiboot2_read};
    struct loaded *loaded = calloc(1, sizeof *loaded);

    if (bytes) {
        firmware_begin(data + 1, bytes - 1);
        (void)readers[data[0] % 3](data[0] / 3 * 8u, loaded);
        check_loaded(loaded);
        firmware_end();
    }
    free(loaded);
    return 0;
}
