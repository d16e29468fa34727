"""The counting plugin on a bare program whose every instruction is known.

Code below 0x81000 plays the kernel and code from there on the user; both run
with the MMU off, and a branch is the crossing.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from conftest import Compiler

from hesper import plugin
from hesper.common import BOARDS
from hesper.qemu import DETERMINISTIC, command_line

USER_LOOP = 1000
KERNEL_LOOP = 50
CALLS = 7

SOURCE = f"""
.macro repeat register, times       // 1 + 2 * times instructions
    mov     \\register, #\\times
9:  subs    \\register, \\register, #1
    b.ne    9b
.endm

.section .text
.globl _start
_start:                             // boot: 4 instructions in the kernel
    adr     x20, block
    nop
    ldr     x1, =user
    br      x1

short_call:                         // 2 instructions
    nop
    ret

long_call:                          // 2 + 2 * KERNEL_LOOP instructions
    repeat  x3, {KERNEL_LOOP}
    ret

finish:
    adr     x1, block
    mov     w0, #0x20
    hlt     #0xf000
    b       .
    .balign 8
block:
    .quad   0x20026, 0
    .ltorg

.section .text.user, "ax"
.globl user
user:
    hint    #0x60                   // the first interval
    repeat  x2, {USER_LOOP}
    hint    #0x61
    hint    #0x61                   // ends nothing
    mov     x10, #{CALLS}
    hint    #0x60                   // the second one
1:  bl      short_call
    subs    x10, x10, #1
    b.ne    1b
    hint    #0x61
    hint    #0x60                   // the third one
    bl      short_call
    bl      long_call
    hint    #0x61
    b       finish
"""
SCRIPT = """
SECTIONS {
    . = 0x80000;
    .text : { *(.text) }
    . = 0x81000;
    .text.user : { *(.text.user) }
}
"""


def count(compiler: Compiler) -> list[dict[str, int | str]]:
    elf = compiler.link("counted", SOURCE, "-Wl,-e,_start", suffix=".S",
                        script=SCRIPT)
    binary = compiler.binary(elf)
    output = compiler.folder / "counts"
    command = command_line(
        BOARDS["raspi"], binary,
        extra=[*DETERMINISTIC, "-monitor", "none", "-serial", "null",
               *plugin.arguments(output, 0x80000, 0x81000)])
    status = subprocess.run(command, check=False, timeout=60,
                            stdin=subprocess.DEVNULL).returncode
    assert status == 0
    return plugin.read(output)


def symbol(compiler: Compiler, name: str) -> str:
    output = subprocess.run(
        ["llvm-nm-19", str(compiler.folder / "counted.elf")], check=True,
        capture_output=True, text=True).stdout
    address = next(line.split()[0] for line in output.splitlines()
                   if line.endswith(f" {name}"))
    return hex(int(address, 16))


def test_counts_are_exact(compiler: Compiler) -> None:
    rows = count(compiler)
    assert [row["kind"] for row in rows] == ["interval"] * 3 + ["core"]
    first, second, third, total = rows

    assert (first["user"], first["kernel"]) == (1 + 2 * USER_LOOP, 0)
    assert first["entries"] == 0 and first["longest_entry"] == 0

    assert (second["user"], second["kernel"]) == (3 * CALLS, 2 * CALLS)
    assert second["entries"] == CALLS
    assert second["longest_entry"] == 2
    assert second["longest_entry_pc"] == symbol(compiler, "short_call")

    long_call = 2 + 2 * KERNEL_LOOP
    assert (third["user"], third["kernel"]) == (2, 2 + long_call)
    assert third["entries"] == 2
    assert third["longest_entry"] == long_call
    assert third["longest_entry_pc"] == symbol(compiler, "long_call")

    assert total["boot"] == 4
    marks_and_jumps = 7 + 1 + 1  # hints, `mov x10`, `b finish`
    assert total["user"] == (1 + 2 * USER_LOOP + 3 * CALLS + 2
                             + marks_and_jumps)
    # boot, the calls, and `finish` up to its hlt
    assert total["kernel"] == 4 + 2 * CALLS + 2 + long_call + 3
    assert total["entries"] == CALLS + 2 + 1
    assert total["longest_entry"] == long_call
    assert total["core"] == 0


WAITING = """
.section .text
.globl _start
_start:
    ldr     x1, =user
    br      x1
sleep:                              // 3, wfi included
    nop
    nop
    wfi                             // an event is pending: goes straight on
    mov     x4, #10                 // after it: 1 + 2 * 10 + 1
2:  subs    x4, x4, #1
    b.ne    2b
    ret
finish:
    adr     x1, block
    mov     w0, #0x20
    hlt     #0xf000
    .balign 8
block:
    .quad   0x20026, 0
    .ltorg
.section .text.user, "ax"
.globl user
user:
    mov     x1, #1
    msr     cntp_cval_el0, x1
    mov     x0, #1
    msr     cntp_ctl_el0, x0
    mov     x2, #0x40000000         // to core 0 as an interrupt
    mov     w3, #2
    str     w3, [x2, #0x40]
    hint    #0x60
    bl      sleep
    hint    #0x61
    b       finish
"""


def test_waiting_ends_an_entry(compiler: Compiler) -> None:
    elf = compiler.link("counted", WAITING, "-Wl,-e,_start", suffix=".S",
                        script=SCRIPT)
    output = compiler.folder / "counts"
    command = command_line(
        BOARDS["raspi"], compiler.binary(elf), deterministic=True,
        extra=["-monitor", "none", "-serial", "null",
               *plugin.arguments(output, 0x80000, 0x81000)])
    assert subprocess.run(command, check=False, timeout=60,
                          stdin=subprocess.DEVNULL).returncode == 0
    interval = plugin.read(output)[0]
    assert interval["kernel"] == 3 + 22
    assert interval["entries"] == 1
    assert interval["wakes"] == 1
    assert interval["longest_entry"] == 22


def test_a_bad_argument_is_refused(tmp_path: Path) -> None:
    board = BOARDS["raspi"]
    command = [board.qemu, *board.machine, "-display", "none", "-plugin",
               f"{plugin.build_plugin()},out={tmp_path}/x,colour=red"]
    result = subprocess.run(command, check=False, timeout=60, text=True,
                            capture_output=True)
    assert result.returncode != 0
    assert "unknown argument colour=red" in result.stderr
