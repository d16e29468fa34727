"""`./hesper debug`, with gdb's commands given in advance."""

from __future__ import annotations

import subprocess

from conftest import HESPER, ROOT


def gdb(*commands: str) -> str:
    result = subprocess.run([HESPER, "debug", "--batch", *commands], cwd=ROOT,
                            stdin=subprocess.DEVNULL, capture_output=True,
                            text=True, timeout=120, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_a_breakpoint_in_the_kernel_is_hit() -> None:
    text = gdb("hbreak boot", "continue", "info symbol $pc")
    assert "boot (core=" in text
    assert "in section .text of" in text and "kernel.elf" in text


def test_a_breakpoint_in_root_is_hit() -> None:
    text = gdb("hbreak process_launch", "continue", "continue",
               "hesper-load-symbols", "info symbol $pc")
    assert "process_launch" in text
    assert "root: symbols at" in text
    assert "console: symbols at" in text
