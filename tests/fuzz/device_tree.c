/* Fuzzes the device tree parser. */
#include "support/exact.h"
#include "support/input.h"
#include "support/ranges.h"

#include "device_tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    uint8_t *copy = exact_copy(data, bytes);
    struct boot_info info = {0};

    (void)device_tree_read(copy, bytes, &info);
    check_ranges(info.ram, info.ram_count);
    check_ranges(info.reserved, info.reserved_count);
    check_line(info.command_line, copy, bytes);
    free(copy);
    return 0;
}
