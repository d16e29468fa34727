/*
 * Interrupt lines, ports and the console.
 */
#include "arch.h"
#include "stubs.h"
#include "worst.h"

#define FAR 3600
#define LINES 64
#define PORTS 0x10000
#define TEXT_BYTES 40
#define LINES_8 0x0A0A0A0A0A0A0A0Au /* each is two bytes on the line */
#define SLICES 2

static cap_t irq, slot, bell, ports;
static word_t line;

static int64_t get(void)
{
    return cap_irq_control_get(BOOT_SLOT_IRQ_CONTROL, line, slot);
}

static int64_t bind(void)
{
    return cap_irq_bind(irq, bell);
}

static int64_t ack(void)
{
    return cap_irq_ack(irq);
}

static int64_t delete(void)
{
    return cap_table_delete(own.table, slot);
}

/* A line that nobody has, in `slot`. */
static void line_find(void)
{
    for (line = 0; line < LINES; line++)
        if (get() == OK)
            return;
    must(BUSY, "a free line");
}

static int64_t interrupt(void)
{
    device_arm();
    march();
    return OK;
}

static void lines(const struct root_boot_info *info)
{
    irq = device_start(info);
    crowd_begin();
    slot = crowd_slot();
    line_find();
    must(cap_table_delete(own.table, slot), "a line");
    worst("irq_control.get", "", get);
    worst("table.delete", "a line", delete);
    help_begin();
    worst("irq_control.get", "while 256 pages are deleted", get);
    must(delete (), "the line");
    crowd_end();
    crowd_begin();
    bell = crowd_slot();
    must(cap_table_derive(own.table,
                          crowd_of_deadlines(arch_ticks() + FAR * worst_second),
                          NOTIFICATION_SEND, 1, bell),
         "a signal");
    worst("irq.bind", "", bind);
    worst("irq.bind", "in place of another", bind);
    worst_elsewhere("kernel.interrupt",
                    "wakes a thread, the first of 2,583 deadlines", interrupt);
    device_quiet();
    worst("irq.ack", "", ack);
    crowd_end();
}

/* ---- ports ---- */

static int64_t ports_get(void)
{
    return cap_ioport_control_get(BOOT_SLOT_IOPORT_CONTROL, 0x300, 0x20, slot);
}

static int64_t ports_in(void)
{
    word_t value;

    return cap_ioport_in(ports, 0x300, PORT_WIDTH_WORD, &value);
}

static int64_t ports_out(void)
{
    return cap_ioport_out(ports, 0x300, PORT_WIDTH_WORD, 0);
}

static int64_t ports_part(void)
{
    return cap_ioport_part(ports, 0x300, 4, IOPORT_IN, slot);
}

static int64_t ports_info(void)
{
    word_t word;

    return cap_ioport_info(ports, &word, &word);
}

static void all_ports(void)
{
    if (slot_type(BOOT_SLOT_IOPORT_CONTROL) == NO_TYPE) {
        worst_absent("ioport");
        worst_absent("ioport_control");
        return;
    }
    crowd_begin();
    ports = slot = crowd_slot();
    worst("ioport_control.get", "", ports_get);
    worst("ioport.in", "a word", ports_in);
    worst("ioport.out", "a word", ports_out);
    worst("ioport.info", "", ports_info);
    slot = crowd_slot();
    worst("ioport.part", "", ports_part);
    slot = crowd_slot();
    help_begin();
    worst("ioport.part", "while 256 pages are deleted", ports_part);
    slot = crowd_slot();
    crowd_end();
    crowd_begin();
    slot = crowd_slot();
    help_begin();
    worst("ioport_control.get", "while 256 pages are deleted", ports_get);
    crowd_end();
}

/* ---- the console ---- */

static int64_t write(void)
{
    return cap_console_write(BOOT_SLOT_CONSOLE, TEXT_BYTES, LINES_8, LINES_8,
                             LINES_8, LINES_8, LINES_8);
}

static int64_t check(void)
{
    word_t word;

    return cap_console_check(BOOT_SLOT_CONSOLE, &word, &word);
}

static int64_t digest(void)
{
    word_t word;

    return cap_console_digest(BOOT_SLOT_CONSOLE, 0, &word, &word, &word, &word,
                              &word, &word);
}

/* ---- the end of a slice ---- */

static void be_busy(word_t nothing, word_t argument)
{
    (void)nothing, (void)argument;
    for (;;)
        mark_begin();
}

static int64_t slices(void)
{
    word_t end = arch_ticks() + worst_second * SLICES / 100;

    (void)crowd_thread(PRIORITY_MEDIUM, be_busy, 0);
    while (arch_ticks() < end)
        mark_end();
    return OK;
}

void worst_devices(const struct root_boot_info *info)
{
    lines(info);
    all_ports();
    worst("console.write", "40 ends of lines", write);
    worst("console.check", "not in the release kernel", check);
    worst("console.digest", "not in the release kernel", digest);
    crowd_begin();
    (void)crowd_object(TYPE_NOTIFICATION, 0);
    worst_elsewhere("kernel.slice", "two equals, each for its time", slices);
    crowd_end();
}
