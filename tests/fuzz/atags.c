/* Fuzzes the Raspberry Pi's ATAGS parser. */
#include "support/exact.h"
#include "support/input.h"
#include "support/ranges.h"

#include "../../platform/raspi/atags.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    uint8_t *copy = exact_copy(data, bytes);
    struct boot_info info = {0};

    (void)atags_read(copy, bytes, &info);
    check_ranges(info.ram, info.ram_count);
    check_ranges(info.reserved, info.reserved_count);
    check_line(info.command_line, copy, bytes);
    free(copy);
    return 0;
}
