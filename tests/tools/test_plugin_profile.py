"""The counting plugin's groups, profiles, other marks and looks for
interrupts, on a bare program. As in test_plugin.py, code below 0x81000 plays
the kernel, and a branch is the crossing."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from conftest import Compiler

from hesper import plugin
from hesper.common import BOARDS
from hesper.count import kernel_symbols
from hesper.qemu import DETERMINISTIC, command_line

CALLS = 5

SOURCE = f"""
.section .text
.globl _start
_start:
    adr     x20, block
    ldr     x1, =user
    br      x1

service:                            // 3 + 2 + 4 instructions, two looks
    nop
    nop
    nop
look:
    nop
    nop
    cbz     x5, 1f
    ret
1:  mov     x5, #1
    b       look                    // 3 + 3 + 2, then 3 + 1

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
    mov     x10, #{CALLS}
1:  hint    #0x60                   // begins, but only the next one counts
    nop
    nop
    hint    #0x60
    mov     x5, #0
    bl      service
    hint    #0x61
    subs    x10, x10, #1
    b.ne    1b
    hint    #0x62
    hint    #0x60
    nop
    hint    #0x61
    hint    #0x62
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


def count(compiler: Compiler, **more: str) -> tuple[list[dict[str, Any]],
                                                    dict[str, int]]:
    elf = compiler.link("profiled", SOURCE, "-Wl,-e,_start", suffix=".S",
                        script=SCRIPT)
    symbols = kernel_symbols(elf)
    output = compiler.folder / "counts"
    more.setdefault("poll", f"{symbols['look']:#x}")
    command = command_line(
        BOARDS["raspi"], compiler.binary(elf),
        extra=[*DETERMINISTIC, "-monitor", "none", "-serial", "null",
               *plugin.arguments(output, 0x80000, 0x81000, more)])
    assert subprocess.run(command, check=False, timeout=60,
                          stdin=subprocess.DEVNULL).returncode == 0
    return plugin.read(output), symbols


def test_a_look_for_interrupts_ends_a_stretch(compiler: Compiler) -> None:
    rows, symbols = count(compiler)
    interval = rows[0]
    assert interval["longest_entry"] == 3 + 5 + 4
    assert interval["longest_masked"] == 5
    assert interval["longest_masked_pc"] == hex(symbols["look"])


def test_a_second_beginning_forgets_the_first(compiler: Compiler) -> None:
    rows, _ = count(compiler)
    assert (rows[0]["user"], rows[0]["kernel"]) == (2, 12)


def test_groups_and_their_profiles(compiler: Compiler) -> None:
    rows, symbols = count(compiler, profile="on")
    kinds = [row["kind"] for row in rows]
    assert kinds == (["boot"] + ["interval"] * CALLS + ["group", "interval",
                                                       "group", "core",
                                                       "masked"])
    first = rows[1 + CALLS]
    assert sum(first["profile"].values()) == CALLS * 14
    assert first["profile"][hex(symbols["look"])] == 2 * CALLS
    assert len(first["path"]) == 14
    assert first["path"][2] == hex(symbols["service"])
    second = rows[3 + CALLS]
    assert list(second["profile"].values()) == [1]

    assert len(rows[0]["path"]) == 3
    assert rows[-1]["path"][0] == hex(symbols["look"])
    assert len(rows[-1]["path"]) == 5


def test_other_encodings(compiler: Compiler) -> None:
    """`nop` begins an interval: the last one before each end."""
    rows, _ = count(compiler, begin="1f2003d5")
    interval = rows[0]
    assert (interval["user"], interval["kernel"]) == (0, 2)


def test_a_bad_encoding_is_refused(tmp_path: Path) -> None:
    board = BOARDS["raspi"]
    command = [board.qemu, *board.machine, "-display", "none",
               *plugin.arguments(tmp_path / "x", more={"begin": "1f2"})]
    result = subprocess.run(command, check=False, timeout=60, text=True,
                            capture_output=True)
    assert result.returncode != 0
    assert "unknown argument begin=1f2" in result.stderr


def test_what_is_not_boot(compiler: Compiler) -> None:
    rows, symbols = count(compiler)
    assert rows[-1]["boot"] == 3
    start = symbols["_start"]
    rows, _ = count(compiler, not_boot_low=f"{start:#x}",
                    not_boot_high=f"{start + 4:#x}")
    assert rows[-1]["boot"] == 2
