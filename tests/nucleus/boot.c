/*
 * Booting: what root is told and given, which memory is kept out, and the
 * machines that the kernel refuses.
 */
#include "host.h"

#include "archive.h"
#include "boot.h"
#include "boot_info.h"
#include "frame.h"
#include "host_globals.h"
#include "panic.h"
#include "slot.h"
#include "untyped.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define PAGE ((paddr_t)1 << ARCH_PAGE_BITS)

static const struct boot_info ordinary = {
    .ram = {{0, HOST_DEVICE_BASE, "RAM"},
            {HOST_WINDOW_BYTES, HOST_MEMORY_BYTES, "RAM above the window"}},
    .ram_count = 2,
    .device = {{HOST_DEVICE_BASE, HOST_DEVICE_BASE + HOST_DEVICE_BYTES, ""}},
    .device_count = 1,
    .reserved = {{HOST_RESERVED_BASE, HOST_RESERVED_BASE + HOST_RESERVED_BYTES,
                  "kept out"}},
    .reserved_count = 1,
    .kernel = {HOST_KERNEL_BASE, HOST_KERNEL_BASE + HOST_KERNEL_BYTES, ""},
    .archive = {HOST_ARCHIVE_BASE, HOST_ARCHIVE_BASE + HOST_IMAGE_BYTES, ""},
    .board = "board-of-more-letters-than-fit",
    .command_line = "",
};

/* What the machine says that cannot be booted. */
static const char *refusal(const struct boot_info *info)
{
    host_fresh();
    host_power_expected = true;
    if (!setjmp(host_power_off)) {
        (void)boot(host_core, info);
        fail_msg("it boots");
    }
    host_power_expected = false;
    assert_int_equal(host_power_status, PANIC_STATUS);
    return host_console_take();
}

/* ---- what root gets ---- */

static void root_is_told_where_everything_is(void **state)
{
    const struct root_boot_info *page = host_boot_with(&ordinary);
    word_t root = HOST_ARCHIVE_BASE + ARCHIVE_PAGE;

    (void)state;
    assert_int_equal(page->magic, BOOT_INFO_MAGIC);
    assert_int_equal(page->version, 1);
    assert_int_equal(page->cores, 1);
    assert_int_equal(page->archive_base, HOST_ARCHIVE_BASE);
    assert_int_equal(page->archive_size, ARCHIVE_PAGE);
    assert_int_equal(page->root_base, root);
    assert_int_equal(page->root_size, HOST_IMAGE_BYTES - ARCHIVE_PAGE);
    assert_int_equal(page->ticks_per_second, arch_ticks_per_second());
    assert_int_equal(page->table_bits, ARCH_ROOT_TABLE_BITS);
    assert_int_equal(page->stack_size, 1u << ARCH_ROOT_STACK_BITS);
    assert_int_equal(page->ram.first, BOOT_SLOT_FIRST_RANGE +
                                          page->archive.count +
                                          page->program.count);
    assert_int_equal(page->devices.first, page->ram.first + page->ram.count);
    assert_int_equal(page->first_free_slot,
                     page->devices.first + page->devices.count);
    assert_string_equal(page->board, "board-of-more-l");
    assert_int_equal(host_controller->regs.sp,
                     page->stack_base + page->stack_size);
}

static void texts_may_be_missing_and_are_cut(void **state)
{
    struct boot_info info = ordinary;
    char line[400];

    (void)state;
    info.board = info.command_line = NULL;
    assert_string_equal(host_boot_with(&info)->board, "");
    assert_string_equal(host_boot_with(&info)->command_line, "");
    memset(line, 'x', sizeof line);
    line[sizeof line - 1] = '\0';
    info.command_line = line;
    assert_int_equal(strlen(host_boot_with(&info)->command_line), 255);
}

/* Root's frames: the archive to read, text to run, data to write. */
static void root_has_its_own_frames(void **state)
{
    const struct root_boot_info *page = host_boot_with(&ordinary);
    const unsigned rights[] = {FRAME_READ, FRAME_READ | FRAME_EXECUTE,
                               FRAME_READ | FRAME_WRITE};

    (void)state;
    assert_int_equal(page->archive.first, BOOT_SLOT_FIRST_RANGE);
    assert_int_equal(page->archive.count, 1);
    assert_int_equal(page->program.first, page->archive.first + 1);
    assert_int_equal(page->program.count, 2);
    for (unsigned i = 0; i < 3; i++) {
        const struct slot *slot =
            thread_slot(host_controller, BOOT_SLOT_FIRST_RANGE + i);

        assert_int_equal(slot_type(slot), TYPE_FRAME);
        assert_int_equal(frame_base(slot),
                         HOST_ARCHIVE_BASE + i * ARCHIVE_PAGE);
        assert_int_equal(slot_rights(slot), rights[i]);
        for (unsigned right = 1; right <= FRAME_EXECUTE; right <<= 1)
            assert_int_equal(host_translate(frame_base(slot), right),
                             (rights[i] & right) != 0);
    }
}

/* Every page of the window belongs to at most one untyped; the right ones do.
 */
static void memory_is_handed_out_once(void **state)
{
    const struct root_boot_info *page = host_boot_with(&ordinary);
    unsigned end = page->devices.first + page->devices.count;
    static bool given[HOST_WINDOW_BYTES / PAGE];

    (void)state;
    memset(given, 0, sizeof given);
    for (unsigned i = page->ram.first; i < end; i++) {
        const struct slot *slot = thread_slot(host_controller, i);
        paddr_t base = untyped_base(slot);

        assert_int_equal(slot_type(slot), TYPE_UNTYPED);
        assert_int_equal(untyped_device(slot), i >= page->devices.first);
        for (paddr_t at = base; at < base + untyped_size(slot); at += PAGE) {
            assert_false(given[at / PAGE]);
            given[at / PAGE] = true;
        }
    }
    for (paddr_t at = 0; at < HOST_WINDOW_BYTES; at += PAGE) {
        bool kept = at == 0 ||
                    (at >= HOST_KERNEL_BASE &&
                     at < HOST_KERNEL_BASE + HOST_KERNEL_BYTES) ||
                    (at >= HOST_ARCHIVE_BASE &&
                     at < HOST_ARCHIVE_BASE + HOST_IMAGE_BYTES) ||
                    (at >= HOST_RESERVED_BASE &&
                     at < HOST_RESERVED_BASE + HOST_RESERVED_BYTES) ||
                    at >= HOST_DEVICE_BASE + HOST_DEVICE_BYTES;

        assert_int_equal(given[at / PAGE], !kept);
    }
}

static void devices_are_not_where_memory_is(void **state)
{
    struct boot_info info = ordinary;
    const struct root_boot_info *page;

    (void)state;
    info.device[0].base = 0;
    page = host_boot_with(&info);
    for (unsigned i = 0; i < page->devices.count; i++)
        assert_true(untyped_base(thread_slot(host_controller,
                                             page->devices.first + i)) >=
                    HOST_DEVICE_BASE);
    assert_int_equal(page->devices.count,
                     host_boot_with(&ordinary)->devices.count);
}

static void the_map_is_printed(void **state)
{
    static const char *const rows[] = {
        "memory map (user addresses are physical addresses)\n",
        "  virtual           physical    size",
        "  0000000000004000  0000004000         4 KiB  r              archive",
        "  0000000000005000  0000005000         4 KiB  rx             root, "
        "text",
        "  0000000000006000  0000006000         4 KiB  rw             root, "
        "data",
        "  00000000001e8000  00001e8000         4 KiB  not granted    kept out",
        "  0000000000007000  0000007000      1892 KiB  normal         "
        "untyped\n",
        "00001e0000        32 KiB  device         untyped, device\n",
    };
    const char *text;

    (void)state;
    (void)host_boot_with(&ordinary);
    text = host_console_take();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!strstr(text, rows[i]))
            fail_msg("no `%s` in:\n%s", rows[i], text);
}

/* ---- what is refused ---- */

static void machines_that_cannot_be_booted(void **state)
{
    struct boot_info info = ordinary;

    (void)state;
    info.archive.base += PAGE;
    assert_non_null(
        strstr(refusal(&info), "panic: boot image: archive: not found"));
    info = ordinary;
    info.ram_count = 0;
    assert_non_null(strstr(refusal(&info), "boot: no memory left for root\n"));
    info.ram_count = 1;
    info.ram[0].base = HOST_DEVICE_BASE - 0x4000;
    assert_non_null(
        strstr(refusal(&info), "boot: table failed with status -14\n"));
}

/* Each range falls into many pieces, and all of them want a slot. */
static void memory_in_more_pieces_than_slots(void **state)
{
    struct boot_info info = ordinary;
    const paddr_t step = 0x7000;

    (void)state;
    info.ram[0] = (struct physical_range){0x10000, 0x20000, ""};
    for (unsigned i = 1; i < BOOT_RANGES_MAX; i++) {
        paddr_t base = 0x20000 + i * step;

        info.ram[i] =
            (struct physical_range){base + PAGE, base + step - PAGE, ""};
        info.reserved[i] =
            (struct physical_range){base + 0x3540, base + 0x3580, ""};
    }
    for (unsigned i = 0; i < BOOT_RANGES_MAX; i++) {
        paddr_t base = 0x108000 + i * 0x6000;

        info.device[i] =
            (struct physical_range){base + PAGE, base + 0x6000 - PAGE, ""};
    }
    info.ram_count = info.reserved_count = info.device_count = BOOT_RANGES_MAX;
    assert_non_null(strstr(refusal(&info), "root's table is too small for"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(root_is_told_where_everything_is),
        cmocka_unit_test(texts_may_be_missing_and_are_cut),
        cmocka_unit_test(root_has_its_own_frames),
        cmocka_unit_test(memory_is_handed_out_once),
        cmocka_unit_test(devices_are_not_where_memory_is),
        cmocka_unit_test(the_map_is_printed),
        cmocka_unit_test(machines_that_cannot_be_booted),
        cmocka_unit_test(memory_in_more_pieces_than_slots),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
