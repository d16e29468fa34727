"""QEMU's command line, and processes that never outlive their time or us."""

from __future__ import annotations

import ctypes
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from hesper.common import STATUS_RESET, Board

PR_SET_PDEATHSIG = 1
# What Ctrl-A X leaves on the terminal; its exit status is that of a reset.
TERMINATED = "QEMU: Terminated"


def kernel_beside(image: Path) -> Path:
    """Of a board whose image is a module."""
    return image.parent / "kernel.elf"


def deterministic_options(shift: int = 0) -> list[str]:
    """Virtual time follows the instructions executed (each takes 2^shift
    nanoseconds), and idle time is skipped: a run is the same every time. (With
    `sleep=on` it is not, once a core idles.)"""
    return ["-icount", f"shift={shift},sleep=off"]


DETERMINISTIC = deterministic_options()


def files(board: Board, image: Path) -> list[str]:
    """What is loaded."""
    if board.image_is_module:
        return ["-kernel", str(kernel_beside(image)), "-initrd", str(image)]
    return ["-kernel", str(image)]


def ending(board: Board, status: int) -> int:
    """The system's status, from QEMU's."""
    if not board.debug_exit or status < 0:
        return status
    return status >> 1 if status & 1 else STATUS_RESET


def command_line(board: Board, image: Path, *, deterministic: bool = False,
                 shift: int = 0, extra: Sequence[str] = ()) -> list[str]:
    """Everything but the serial line."""
    command = [board.qemu, *board.machine, "-accel", "tcg", "-display", "none",
               "-no-reboot", *files(board, image)]
    if deterministic:
        command += deterministic_options(shift)
    return command + list(extra)


def serial_terminal(log: Path) -> list[str]:
    """Serial line and QEMU's monitor (Ctrl-A C) on this terminal."""
    return ["-chardev", f"stdio,id=terminal,mux=on,signal=off,logfile={log}",
            "-serial", "chardev:terminal", "-mon", "chardev=terminal"]


def serial_pipes() -> list[str]:
    """The serial line on standard input and output, nothing else there."""
    return ["-monitor", "none", "-serial", "stdio"]


def die_with_parent() -> None:
    """In the child: the kernel kills it when this process is gone."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def start(command: list[str], *, stdin: int | IO[bytes] | None = None,
          stdout: int | None = None, new_session: bool = False
          ) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, stdin=stdin, stdout=stdout,
                            start_new_session=new_session,
                            preexec_fn=die_with_parent)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends this process, whatever it is doing."""
    if process.poll() is None:
        process.kill()
        process.wait()
