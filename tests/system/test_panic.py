"""A kernel that panics says where, and ends QEMU with a failure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import STATUS_PANIC
from images import Image
from scripts import Session, run

from hesper.common import Board


@dataclass(frozen=True)
class Panic:
    """Code in the place of a function's, and what must be said of it."""

    code: str
    says: str


UNDEFINED = {
    "raspi": Panic("00000000", "exception in the kernel: esr 0x2000000 "),
    "pc": Panic("0f0b", "exception 6 in the kernel: error 0x0 "),
}
READ_NULL = {
    # mov x0, #0; ldr x0, [x0]
    "raspi": Panic("000080d2000040f9", "exception in the kernel: esr 0x96"),
    # xor %eax, %eax; mov (%rax), %rax
    "pc": Panic("31c0488b00",
                "exception 14 in the kernel: error 0x0 address 0x0\n"),
}
ENDLESS = {
    # stp x29, x30, [sp, #-32]!; bl .-4
    "raspi": Panic("fd7bbea9ffffff97", "exception in the kernel: esr 0x96"),
    # push %rax; call .-1: a double fault, as nothing can be pushed any more
    "pc": Panic("50e8faffffff", "exception 8 in the kernel: "),
}
REGISTERS = {
    "raspi": ("x0  0x", "x30 0x", "sp  0x", "pc  0x"),
    "pc": ("rax 0x", "rsp 0x", "r15 0x", "pc  0x"),
}


def panic(folder: Path, board: Board, what: dict[str, Panic]) -> Session:
    image = Image(board)
    image.put_code("thread_info", bytes.fromhex(what[board.name].code))
    session = run(board, folder, ["ps"], "--image", image.write(folder))
    assert session.status == STATUS_PANIC, session.output
    assert f"panic: {what[board.name].says}" in session.output
    return session


@pytest.mark.parametrize("what", [UNDEFINED, READ_NULL],
                         ids=["undefined", "read"])
def test_an_exception_in_the_kernel(board: Board, tmp_path: Path,
                                    what: dict[str, Panic]) -> None:
    session = panic(tmp_path, board, what)
    for register in REGISTERS[board.name]:
        assert register in session.output
    lines = session.errors.partition("the kernel's backtrace:\n")[2]
    functions = re.findall(r"^ +0x[0-9a-f]{16}  (\w+)  (\S+):\d+$", lines,
                           re.MULTILINE)
    # The first instruction of thread_info(), or of what is inlined there.
    assert functions[0] in [("thread_info", "thread.c"),
                            ("thread_server", "thread.h")]
    assert any(file == "fast.S" for _, file in functions)


def test_a_kernel_stack_that_grows_too_far(board: Board, tmp_path: Path
                                           ) -> None:
    """An endless recursion meets the page below the stack, not memory."""
    assert "thread_info" in panic(tmp_path, board, ENDLESS).errors


def test_no_panic_no_backtrace(board: Board, tmp_path: Path) -> None:
    session = run(board, tmp_path, ["exit 9"])
    assert session.status == 9
    assert "backtrace" not in session.errors
