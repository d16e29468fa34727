/*
 * Booting on machines with several ranges of everything: what is kept out of
 * what, the map that is printed of it, and a plan that is used twice.
 */
#include "host.h"

#include "archive.h"
#include "boot_info.h"
#include "boot_memory.h"
#include "boot_root.h"
#include "host_globals.h"
#include "operations.h"
#include "panic.h"
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

static const struct root_boot_info *boot_with(const struct boot_info *info)
{
    static unsigned char image[HOST_IMAGE_BYTES];
    static struct root_boot_info page;

    host_boot();
    host_peek(HOST_ARCHIVE_BASE, image, sizeof image);
    host_kernel_reset();
    host_processor_reset();
    host_memory_reset(0xA5);
    host_poke(HOST_ARCHIVE_BASE, image, sizeof image);
    (void)host_console_take();
    host_controller = boot(host_core, info);
    host_peek(host_controller->regs.words[0], &page, sizeof page);
    return &page;
}

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
    const struct root_boot_info *page = boot_with(info);
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
    (void)boot_with(&several);
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
    (void)boot_with(&info);
    assert_null(strstr(host_console_take(), "device"));
    info.device_count = 1;
    info.ram[0] = (struct physical_range){PAGE, 0x80000, ""};
    (void)boot_with(&info);
    text = host_console_take();
    assert_non_null(strstr(text, "0000000000000000  0000000000         0 KiB  "
                                 "device         untyped, device\n"));
}

/* ---- plans ---- */

static void a_plan_that_is_begun_again(void **state)
{
    const struct physical_range first = {4 * PAGE, 16 * PAGE, ""};
    const struct physical_range second = {8 * PAGE, 12 * PAGE, ""};
    static struct memory_plan plan;
    paddr_t base = 0;
    unsigned bits;

    (void)state;
    memory_plan_begin(&plan, &first, 1);
    assert_true(memory_next_piece(&plan, &base, &bits));
    assert_int_equal(base, 4 * PAGE);
    memory_plan_begin(&plan, &second, 1);
    assert_true(memory_next_piece(&plan, &base, &bits));
    assert_int_equal(base, 8 * PAGE);
    assert_int_equal(bits, ARCH_PAGE_BITS + 2);
    memory_exclude(&plan, 8 * PAGE, 9 * PAGE);
    assert_true(memory_next_piece(&plan, &base, &bits));
    assert_int_equal(base, 9 * PAGE);
    memory_plan_begin(&plan, &second, 0);
    base = 0;
    assert_false(memory_next_piece(&plan, &base, &bits));
}

/* One range inside of another, in both orders: it ends where the larger does.
 */
static void ranges_inside_of_others(void **state)
{
    const struct physical_range ranges[] = {{8 * PAGE, 9 * PAGE, ""},
                                            {8 * PAGE, 16 * PAGE, ""},
                                            {8 * PAGE, 10 * PAGE, ""}};
    static struct memory_plan plan;
    unsigned bits;

    (void)state;
    for (unsigned count = 1; count <= 3; count++) {
        paddr_t base = 0;

        memory_plan_begin(&plan, ranges, count);
        assert_true(memory_next_piece(&plan, &base, &bits));
        assert_int_equal(base, 8 * PAGE);
        assert_int_equal(bits,
                         count == 1 ? ARCH_PAGE_BITS : ARCH_PAGE_BITS + 3);
        base += (paddr_t)1 << bits;
        assert_false(memory_next_piece(&plan, &base, &bits));
    }
}

/* One that holds no whole page, though it begins with one. */
static void a_range_of_less_than_a_page(void **state)
{
    const struct physical_range ranges[] = {{8 * PAGE, 8 * PAGE + 1, ""},
                                            {9 * PAGE, 10 * PAGE, ""}};
    static struct memory_plan plan;
    paddr_t base = 0;
    unsigned bits;

    (void)state;
    memory_plan_begin(&plan, ranges, 2);
    assert_true(memory_next_piece(&plan, &base, &bits));
    assert_int_equal(base, 9 * PAGE);
    base += PAGE;
    assert_false(memory_next_piece(&plan, &base, &bits));
}

/* What another plan excluded does not count. */
static void exclusions_are_forgotten(void **state)
{
    const struct physical_range range = {8 * PAGE, 12 * PAGE, ""};
    static struct memory_plan plan;

    (void)state;
    for (unsigned kept = 0; kept < 2; kept++) {
        paddr_t base = 0;
        unsigned bits;

        memory_plan_begin(&plan, &range, 1);
        memory_exclude(&plan, 0, PAGE);
        memory_exclude(&plan, 8 * PAGE, 11 * PAGE);
        assert_true(memory_next_piece(&plan, &base, &bits));
        assert_int_equal(base, 11 * PAGE);
        memory_plan_begin(&plan, &range, 1);
        if (kept)
            memory_exclude(&plan, 0, PAGE);
        base = 0;
        assert_true(memory_next_piece(&plan, &base, &bits));
        assert_int_equal(base, 8 * PAGE);
        assert_int_equal(bits, ARCH_PAGE_BITS + 2);
    }
}

/* ---- the console, and panics ---- */

static void the_console_writes_each_byte(void **state)
{
    const char text[] = "0123456789abcdefghijklmnopqrstuvwxyzABCD";
    word_t words[5];

    (void)state;
    host_boot();
    memcpy(words, text, sizeof words);
    for (word_t count = 0; count <= sizeof words; count++) {
        (void)host_console_take();
        assert_int_equal(console_write(NULL, count, words[0], words[1],
                                       words[2], words[3], words[4]),
                         OK);
        assert_int_equal(strlen(host_console_take()), count);
    }
    (void)console_write(NULL, sizeof words, words[0], words[1], words[2],
                        words[3], words[4]);
    assert_string_equal(host_console_take(), text);
}

/* The third stays where it is, and lets the other cores work meanwhile. */
static void the_third_panic_does_nothing(void **state)
{
    (void)state;
    host_boot();
    host_power_expected = true;
    for (unsigned i = 0; i < 4; i++) {
        (void)host_console_take();
        host_power_status = 0;
        if (!setjmp(host_power_off))
            panic("number %u", i);
        assert_int_equal(host_power_status, i < 2 ? PANIC_STATUS : 0);
        assert_string_equal(host_console_take(),
                            i ? "" : "\npanic: number 0\n");
    }
    host_power_expected = false;
}

/* Of what lies on the stack, that which could be an address to return to; the
   call is before it. No more than 24 of them. */
static void a_backtrace(void **state)
{
    const word_t stack[] = {1,
                            HOST_RETURN_ADDRESS - 1,
                            HOST_RETURN_ADDRESS + 8,
                            0,
                            HOST_RETURN_ADDRESS + 4095,
                            HOST_RETURN_ADDRESS + 4096,
                            HOST_RETURN_ADDRESS + 0x10};
    word_t many[40];
    const char *text;
    unsigned lines = 0;

    (void)state;
    (void)host_console_take();
    panic_backtrace((word_t)stack, (word_t)stack, (word_t)(stack + 6));
    assert_string_equal(host_console_take(), "backtrace: 0x0000700000000007\n"
                                             "backtrace: 0x0000700000000ffe\n");
    panic_backtrace((word_t)(stack + 3), (word_t)stack, (word_t)(stack + 6));
    assert_string_equal(host_console_take(), "backtrace: 0x0000700000000ffe\n");
    panic_backtrace(8, (word_t)(stack + 3), (word_t)(stack + 6)); /* outside */
    assert_string_equal(host_console_take(), "backtrace: 0x0000700000000ffe\n");
    panic_backtrace((word_t)stack, (word_t)(stack + 2), (word_t)(stack + 2));
    assert_string_equal(host_console_take(), "");
    for (unsigned i = 0; i < 40; i++)
        many[i] = HOST_RETURN_ADDRESS + i;
    panic_backtrace((word_t)many, (word_t)many, (word_t)(many + 40));
    for (text = host_console_take(); *text; text++)
        lines += *text == '\n';
    assert_int_equal(lines, 24);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(several_ranges_of_everything),
        cmocka_unit_test(devices_below_all_memory),
        cmocka_unit_test(the_whole_map),
        cmocka_unit_test(rows_of_devices),
        cmocka_unit_test(a_plan_that_is_begun_again),
        cmocka_unit_test(ranges_inside_of_others),
        cmocka_unit_test(a_range_of_less_than_a_page),
        cmocka_unit_test(exclusions_are_forgotten),
        cmocka_unit_test(the_console_writes_each_byte),
        cmocka_unit_test(the_third_panic_does_nothing),
        cmocka_unit_test(a_backtrace),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
