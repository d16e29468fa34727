"""A board's serial line, on which everything is said."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hesper import qemu
from hesper.common import Board


class SerialTimeout(Exception):
    """The board did not do it in time."""


@dataclass
class Serial:
    """An emulator whose serial line is a pair of pipes; all output is kept."""

    board: Board
    process: subprocess.Popen[bytes]
    deadline: float
    show: bool = False
    output: bytearray = field(default_factory=bytearray)
    at_end: bool = False

    def read_some(self) -> None:
        """Waits for output and takes it; sets at_end when there is no more."""
        assert self.process.stdout is not None
        descriptor = self.process.stdout.fileno()
        left = self.deadline - time.monotonic()
        if left <= 0 or not select.select([descriptor], [], [], left)[0]:
            raise SerialTimeout
        try:
            data = os.read(descriptor, 65536)
        except OSError:
            data = b""  # a terminal's end
        self.at_end = not data
        data = data.replace(b"\r", b"")
        self.output += data
        if self.show:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()

    def read_until(self, text: bytes, start: int) -> bool:
        """Waits for `text` in the output from `start` on; False at its end."""
        while self.output.find(text, start) < 0:
            if self.at_end:
                return False
            self.read_some()
        return True

    def read_to_end(self) -> int:
        """The system's exit status, after all of its output."""
        while not self.at_end:
            self.read_some()
        try:
            left = max(0.0, self.deadline - time.monotonic())
            return qemu.ending(self.board, self.process.wait(left))
        except subprocess.TimeoutExpired:
            raise SerialTimeout from None

    def write_line(self, line: str) -> None:
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(line.encode() + b"\r")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # it has just ended; reading will tell


def start_serial(board: Board, image: Path, timeout: float, *,
                 show: bool = False, deterministic: bool = False,
                 shift: int = 0, extra: Sequence[str] = ()) -> Serial:
    command = qemu.command_line(board, image, deterministic=deterministic,
                                shift=shift,
                                extra=[*qemu.serial_pipes(), *extra])
    process = qemu.start(command, stdin=subprocess.PIPE,
                         stdout=subprocess.PIPE)
    return Serial(board, process, time.monotonic() + timeout, show)
