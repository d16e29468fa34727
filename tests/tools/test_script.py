"""Scripts, panics and the linker's map: the parts of the command that read."""

from __future__ import annotations

import subprocess
from pathlib import Path

from conftest import Compiler

from hesper.run import script_lines
from hesper.size import INPUT, MAP_LINE
from hesper.symbols import explain_panic


def test_script_lines() -> None:
    assert script_lines("a b  \n\n# c\nexit 2\n") == ["a b", "exit 2"]
    assert script_lines("a\n") == ["a", "exit 0"]
    assert script_lines("") == ["exit 0"]


def test_a_panics_backtrace_gets_names(compiler: Compiler) -> None:
    kernel = compiler.link(
        "kernel", "void broken(void); void broken(void) { }\n"
        "void _start(void) { broken(); }",
        "-Wl,--image-base=0xffffff8000080000")
    names = subprocess.run(["llvm-nm-19", str(kernel)], capture_output=True,
                           text=True, check=True).stdout
    address = next(line.split()[0] for line in names.splitlines()
                   if line.endswith(" broken"))
    output = f"\npanic: oh\nbacktrace: 0x{address}\n"
    text = explain_panic(kernel, output)
    assert f"0x{address}  broken  kernel.c:1" in text
    assert explain_panic(kernel, "all is well") == ""
    assert explain_panic(Path("/nowhere"), output) == ""


def test_map_lines() -> None:
    line = ("ffffff8000080050            80050      354    16         "
            "CMakeFiles/kernel.dir/nucleus/boot.c.obj:(.text.boot)")
    match = MAP_LINE.match(line)
    assert match and int(match[1], 16) == 0x354 and len(match[2]) == 8
    found = INPUT.match(match[3])
    assert found and found[2] == ".text.boot"
    match = MAP_LINE.match("           80000            80000      3f8    16 "
                           ".text")
    assert match and match[2] == "" and match[3] == ".text"
