"""A kernel that panics says where, and ends QEMU with a failure."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from boards import BOARD, STATUS_PANIC
from images import Image
from scripts import run

UNDEFINED = 0
BRANCH_TO_SELF_LINK = 0x94000000
KERNEL_OFFSET = 0xFFFFFF8000000000


def kernel_code(function: str) -> int:
    """Where the image holds a function of the kernel."""
    symbols = subprocess.run(["llvm-nm-19", str(BOARD.kernel())], check=True,
                             capture_output=True, text=True).stdout
    found = re.search(rf"^(\w+) [tT] {function}$", symbols, re.MULTILINE)
    assert found, function
    return int(found[1], 16) - KERNEL_OFFSET - BOARD.load_address


@pytest.mark.parametrize("instruction, what", [
    (UNDEFINED, "esr 0x2000000 "),
    (0xF9400000, "esr 0x96"),  # ldr x0, [x0]: x0 is made 0 below
])
def test_an_exception_in_the_kernel(tmp_path: Path, instruction: int,
                                    what: str) -> None:
    image = Image()
    place = kernel_code("thread_info")
    image.put("I", place, 0xD2800000)  # mov x0, #0
    image.put("I", place + 4, instruction)
    session = run(tmp_path, ["ps"], "--image", image.write(tmp_path))
    assert session.status == STATUS_PANIC, session.output
    assert f"panic: exception in the kernel: {what}" in session.output
    for register in ("x0  0x0000000000000000", "x30 0x", "sp  0x", "pc  0x"):
        assert register in session.output
    lines = session.errors.partition("the kernel's backtrace:\n")[2]
    functions = re.findall(r"^ +0x[0-9a-f]{16}  (\w+)  (\S+):\d+$", lines,
                           re.MULTILINE)
    assert functions[0] == ("thread_info", "thread.c")
    assert any(function.startswith("kernel_invoke") and file == "core.c"
               for function, file in functions)


def test_a_kernel_stack_that_grows_too_far(tmp_path: Path) -> None:
    """An endless recursion meets the page below the stack, not memory."""
    image = Image()
    place = kernel_code("thread_info")
    image.put("I", place, 0xA9BE7BFD)  # stp x29, x30, [sp, #-32]!
    image.put("I", place + 4, BRANCH_TO_SELF_LINK | 0x3FFFFFF)  # bl .-4
    session = run(tmp_path, ["ps"], "--image", image.write(tmp_path))
    assert session.status == STATUS_PANIC, session.output
    assert "panic: exception in the kernel: esr 0x96" in session.output
    assert "thread_info" in session.errors


def test_no_panic_no_backtrace(tmp_path: Path) -> None:
    session = run(tmp_path, ["exit 9"])
    assert session.status == 9
    assert "backtrace" not in session.errors
