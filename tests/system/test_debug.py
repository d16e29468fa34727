"""`./hesper debug`, with gdb's commands given in advance, on every board."""

from __future__ import annotations

import re
import subprocess

from conftest import HESPER, ROOT

from hesper.common import Board


def gdb(board: Board, *commands: str) -> str:
    result = subprocess.run([HESPER, "debug", board.name, "--batch",
                             *commands], cwd=ROOT, stdin=subprocess.DEVNULL,
                            capture_output=True, text=True, timeout=120,
                            check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_a_breakpoint_in_the_kernel_is_hit(board: Board) -> None:
    text = gdb(board, "hbreak boot", "continue", "info symbol $pc",
               "backtrace")
    assert "boot (core=" in text
    assert "in section .text of" in text and "kernel.elf" in text
    assert re.search(r"#1 .* board_start .* at \S*board\.c:\d+", text)


def test_a_breakpoint_in_root_is_hit(board: Board) -> None:
    text = gdb(board, "hbreak process_launch", "continue", "continue",
               "hesper-load-symbols", "info symbol $pc")
    assert "process_launch" in text
    assert "root: symbols at" in text
    assert "console: symbols at" in text


def test_roots_stack_has_source_lines(board: Board) -> None:
    text = gdb(board, "hbreak program_main", "continue", "backtrace")
    assert re.search(r"#0  program_main \(argument=.*\) at \S*main\.c:\d+", text)
    assert re.search(r"#1 .* at \S*userland/lib/\S+\.[cS]:\d+", text)


def test_a_programs_symbols_are_found(board: Board) -> None:
    """One that root has started by then."""
    text = gdb(board, "hbreak process_launch", "continue", "continue",
               "hesper-load-symbols", "hbreak stream_write",
               "delete 1", "continue", "backtrace")
    assert re.search(r"#0 .*stream_write .* at \S*\.c:\d+", text)
