"""Where things are, which boards exist, and how an error is told."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
PYTHON = "/usr/bin/python3"
PROMPT = b"hesper> "
STATUS_TIMEOUT = 124
# The machine was reset: a triple fault.
STATUS_RESET = 125


class HesperError(Exception):
    """Something the user should read; the command ends with status 1."""


@dataclass(frozen=True)
class Board:
    """A machine that the kernel runs on, as QEMU knows it."""

    name: str
    title: str
    cpu: str
    qemu: str
    machine: tuple[str, ...]
    release: str
    debug: str
    load_address: int
    # QEMU's -icount shift at which a tick of the counter is one instruction.
    tick_shift: int
    # The kernel's file is loaded by itself, and the image as its module.
    image_is_module: bool = False
    # QEMU's exit status is twice ours and 1; an even one is no ending of ours.
    debug_exit: bool = False

    @property
    def status_max(self) -> int:
        """The largest status that QEMU can pass on; so much for larger ones."""
        return 127 if self.debug_exit else 255

    def preset(self, debug: bool) -> str:
        return self.debug if debug else self.release

    @property
    def plain(self) -> str:
        """The debug kernel's preset without the fast path."""
        return f"{self.release}-plain"

    def kernel(self, debug: bool = False) -> Path:
        return BUILD / self.preset(debug) / "kernel.elf"

    def image(self, debug: bool = False, tests: bool = False) -> Path:
        name = f"hesper-{self.name}{'-tests' if tests else ''}.img"
        return BUILD / self.preset(debug) / name


BOARDS = {
    "raspi": Board(
        name="raspi",
        title="Raspberry Pi 3b (AArch64)",
        cpu="aarch64",
        qemu="qemu-system-aarch64",
        machine=("-M", "raspi3b", "-semihosting"),
        release="raspi",
        debug="raspi-debug",
        load_address=0x80000,
        tick_shift=4,
    ),
    "pc": Board(
        name="pc",
        title="PC (x86_64)",
        cpu="x86_64",
        qemu="qemu-system-x86_64",
        machine=("-M", "q35", "-cpu", "max", "-m", "256", "-net", "none",
                 "-device", "isa-debug-exit,iobase=0xf4,iosize=4"),
        release="pc",
        debug="pc-debug",
        load_address=0x200000,
        tick_shift=0,
        image_is_module=True,
        debug_exit=True,
    ),
}
DEFAULT_BOARD = "raspi"
PRESETS = ("host", "raspi", "raspi-debug", "pc", "pc-debug")
# Built only by the commands, or for the test groups, of the same names.
OTHER_PRESETS = ("coverage", "fuzz", "raspi-plain", "pc-plain")


def board_named(name: str) -> Board:
    if name not in BOARDS:
        raise HesperError(f"there is no board `{name}`; there are: "
                          + ", ".join(BOARDS))
    return BOARDS[name]


def say(text: str) -> None:
    """A line to the user that is not the command's result."""
    print(f"hesper: {text}", file=sys.stderr, flush=True)
