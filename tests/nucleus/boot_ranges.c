/*
 * Booting on machines with several ranges of everything: what is kept out of
 * what, and the map that is printed of it.
 */
#include "host.h"

#include "boot.h"
#include "boot_info.h"
#include "host_globals.h"
#include "untyped.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define PAGE ((paddr_t)1 << ARCH_PAGE_BITS)
#define PAGES (HOST_WINDOW_BYTES / PAGE)

/* Three ranges of each kind; devices lie around and below all the others. */
static const struct boot_info several = {
    .ram = {{0, 0x80000, ""}, {0x90000, 0xC0000, ""}, {0x100000, 0x120000, ""}},
    .ram_count = 3,
    .device = {{0, 0x98000, ""},
               {0xB8000, 0x108000, ""},
               {0x118000, 0x140000, ""}},
    .device_count = 3,
    .reserved = {{0x84000, 0x85000, "first"},
                 {0x94000, 0x95000, "second"},
                 {0x130000, 0x131000, "third"}},
    .reserved_count = 3,
    .kernel = {HOST_KERNEL_BASE, HOST_KERNEL_BASE + HOST_KERNEL_BYTES, ""},
    .archive = {HOST_ARCHIVE_BASE, HOST_ARCHIVE_BASE + HOST_IMAGE_BYTES, ""},
    .board = "several",
};

/* ---- page by page ---- */

static bool inside(const struct physical_range *ranges, unsigned count,
                   paddr_t at)
{
    for (unsigned i = 0; i < count; i++)
        if (at >= ranges[i].base && at < ranges[i].end)
            return true;
    return false;
}

static char expected_of(const struct boot_info *info, paddr_t at)
{
    if (inside(info->reserved, info->reserved_count, at))
        return '-';
    if (!inside(info->ram, info->ram_count, at))
        return inside(info->device, info->device_count, at) ? 'd' : '-';
    return at == 0 || inside(&info->kernel, 1, at) ||
                   inside(&info->archive, 1, at)
               ? '-'
               : 'm';
}

static void each_page_is_what_it_should_be(const struct boot_info *info)
{
    const struct root_boot_info *page = host_boot_with(info);
    static char given[PAGES];

    memset(given, '-', sizeof given);
    for (unsigned i = page->ram.first; i < page->first_free_slot; i++) {
        const struct slot *slot = thread_slot(host_controller, i);
        paddr_t end = untyped_base(slot) + untyped_size(slot);

        for (paddr_t at = untyped_base(slot); at < end; at += PAGE) {
            assert_int_equal(given[at / PAGE], '-');
            given[at / PAGE] = untyped_device(slot) ? 'd' : 'm';
        }
    }
    for (paddr_t at = 0; at < HOST_WINDOW_BYTES; at += PAGE)
        if (given[at / PAGE] != expected_of(info, at))
            fail_msg("page %#lx is `%c`", (unsigned long)at, given[at / PAGE]);
}

static void several_ranges_of_everything(void **state)
{
    (void)state;
    each_page_is_what_it_should_be(&several);
}

/* Devices at the address of the memory that holds root's own objects, which
   lies in a reserved range for them and in none for RAM: nothing is both. */
static void devices_below_all_memory(void **state)
{
    struct boot_info info = several;

    (void)state;
    info.ram[0].base = PAGE;
    each_page_is_what_it_should_be(&info);
    info.ram[0].base = HOST_KERNEL_BASE;
    each_page_is_what_it_should_be(&info);
}

/* ---- the map ---- */

static const struct row {
    paddr_t base, end;
    const char *attributes, *what;
} map[] = {
    {0x4000, 0x5000, "r", "archive"},
    {0x5000, 0x6000, "rx", "root, text"},
    {0x6000, 0x7000, "rw", "root, data"},
    {0x84000, 0x85000, "not granted", "first"},
    {0x94000, 0x95000, "not granted", "second"},
    {0x130000, 0x131000, "not granted", "third"},
    {0x40, 0x1000, "normal", "untyped"},
    {0x2000, 0x4000, "normal", "untyped"},
    {0x7000, 0x80000, "normal", "untyped"},
    {0x90000, 0x94000, "normal", "untyped"},
    {0x95000, 0xc0000, "normal", "untyped"},
    {0x100000, 0x120000, "normal", "untyped"},
    {0x80000, 0x84000, "device", "untyped, device"},
    {0x85000, 0x90000, "device", "untyped, device"},
    {0xc0000, 0x100000, "device", "untyped, device"},
    {0x120000, 0x130000, "device", "untyped, device"},
    {0x131000, 0x140000, "device", "untyped, device"},
};

static void the_whole_map(void **state)
{
    const char *text;

    (void)state;
    (void)host_boot_with(&several);
    text = host_console_take();
    for (unsigned line = 0; line < 2; line++) /* the heading */
        text = strchr(text, '\n') + 1;
    for (size_t i = 0; i < sizeof map / sizeof *map; i++) {
        char row[160];
        int bytes =
            snprintf(row, sizeof row, "  %016lx  %010lx  %8lu KiB  %-14s %s\n",
                     (unsigned long)map[i].base, (unsigned long)map[i].base,
                     (unsigned long)(map[i].end - map[i].base) / 1024,
                     map[i].attributes, map[i].what);

        if (strncmp(text, row, (size_t)bytes) != 0)
            fail_msg("expected:\n%s\nfound:\n%.80s", row, text);
        text += bytes;
    }
    assert_string_equal(text, "");
}

/* Without devices there are no rows of them; and those at address 0 have one.
 */
static void rows_of_devices(void **state)
{
    struct boot_info info = several;
    const char *text;

    (void)state;
    info.device_count = 0;
    (void)host_boot_with(&info);
    assert_null(strstr(host_console_take(), "device"));
    info.device_count = 1;
    info.ram[0] = (struct physical_range){PAGE, 0x80000, ""};
    (void)host_boot_with(&info);
    text = host_console_take();
    assert_non_null(strstr(text, "0000000000000000  0000000000         0 KiB  "
                                 "device         untyped, device\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(several_ranges_of_everything),
        cmocka_unit_test(devices_below_all_memory),
        cmocka_unit_test(the_whole_map),
        cmocka_unit_test(rows_of_devices),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
