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

    def preset(self, debug: bool) -> str:
        return self.debug if debug else self.release

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
    ),
}
DEFAULT_BOARD = "raspi"
PRESETS = ("host", "raspi", "raspi-debug")


def board_named(name: str) -> Board:
    if name not in BOARDS:
        raise HesperError(f"there is no board `{name}`; there are: "
                          + ", ".join(BOARDS))
    return BOARDS[name]


def say(text: str) -> None:
    """A line to the user that is not the command's result."""
    print(f"hesper: {text}", file=sys.stderr, flush=True)
