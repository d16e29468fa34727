"""`./hesper run`: the system in QEMU, by hand or from a script."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from hesper import bochs, qemu
from hesper.build import build_image
from hesper.common import (PROMPT, STATUS_RESET, STATUS_TIMEOUT, Board,
                           HesperError, board_named, say)
from hesper.serial import Serial, SerialTimeout, start_serial
from hesper.symbols import explain_panic

SCRIPT_TIMEOUT = 60.0


def script_lines(text: str) -> list[str]:
    """What is to be typed: without empty lines and # comments, and with an
    `exit` at the end if there is none."""
    lines = [line.rstrip() for line in text.splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    if not lines or lines[-1].split()[0] != "exit":
        lines.append("exit 0")
    return lines


def run_script(serial: Serial, lines: list[str], name: str) -> int:
    """Types the lines, each at its prompt; the status of the last `exit`."""
    start = 0
    step = "the first prompt"
    try:
        for line in lines:
            if not serial.read_until(PROMPT, start):
                status = serial.read_to_end()
                say(f"the system ended (status {status}) before `{line}` of "
                    f"{name} was read")
                return status or 1
            start = len(serial.output)
            serial.write_line(line)
            step = f"a prompt after `{line}`"
        step = f"the end after `{lines[-1]}`"
        return serial.read_to_end()
    except SerialTimeout:
        if serial.show:
            print(flush=True)
        say(f"time is up: {step} did not come")
        return STATUS_TIMEOUT


def run_terminal(board: Board, image: Path, kernel: Path,
                 timeout: float | None) -> int:
    """The serial line on this terminal."""
    with tempfile.TemporaryDirectory(prefix="hesper-") as folder:
        log = Path(folder) / "serial.log"
        process = qemu.start(qemu.command_line(
            board, image, extra=qemu.serial_terminal(log)))
        try:
            status = qemu.ending(board, process.wait(timeout))
        except subprocess.TimeoutExpired:
            say(f"time is up after {timeout:g} s")
            return STATUS_TIMEOUT
        finally:
            qemu.end(process)
        output = log.read_text(errors="replace") if log.exists() else ""
        if status == STATUS_RESET and qemu.TERMINATED in output:
            return 0
        if status != 0:
            tell_panic(kernel, output)
        return status


def run_in_bochs(kernel: Path, image: Path, timeout: float, lines: list[str],
                 name: str) -> int:
    with bochs.serial(kernel, image, timeout, show=True) as serial:
        try:
            return run_script(serial, lines, name)
        finally:
            tell_panic(kernel, serial.output.decode(errors="replace"))


def tell_panic(kernel: Path, output: str) -> None:
    text = explain_panic(kernel, output)
    if text:
        say(text)


def read_script(name: str) -> list[str]:
    """The lines of that file."""
    try:
        return script_lines(Path(name).read_text())
    except OSError as error:
        raise HesperError(f"{name}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise HesperError(f"{name}: not a text in UTF-8; a script is lines for "
                          "the shell") from None


def command(arguments: argparse.Namespace) -> int:
    board = board_named(arguments.board)
    lines = []
    if arguments.bochs and (not arguments.script or arguments.image
                            or arguments.deterministic or board.name != "pc"):
        raise HesperError("--bochs goes with the pc board and with --script, "
                          "and not with --image nor --deterministic")
    if arguments.script:
        lines = read_script(arguments.script)
    elif arguments.deterministic:
        raise HesperError("--deterministic goes with --script: virtual time "
                          "does not wait for somebody who types")
    if arguments.image:
        image = Path(arguments.image)
        if not image.exists():
            raise HesperError(f"there is no image {image}")
        if board.image_is_module and not qemu.kernel_beside(image).exists():
            raise HesperError(
                f"there is no {qemu.kernel_beside(image)}: on this board the "
                "kernel is loaded by itself, from beside the image")
    else:
        image = build_image(board, arguments.debug_build)
    kernel = board.kernel(arguments.debug_build)
    if arguments.bochs:
        return run_in_bochs(kernel, image, arguments.timeout or SCRIPT_TIMEOUT,
                            lines, arguments.script)
    if not arguments.script:
        timeout = arguments.timeout
        if timeout is None and not sys.stdin.isatty():
            timeout = SCRIPT_TIMEOUT
        if sys.stdin.isatty():
            say(f"{board.title} in QEMU; `exit` or Ctrl-A X leaves it")
        return run_terminal(board, image, kernel, timeout)
    serial = start_serial(board, image, arguments.timeout or SCRIPT_TIMEOUT,
                          show=True, deterministic=arguments.deterministic)
    try:
        status = run_script(serial, lines, arguments.script)
    finally:
        qemu.end(serial.process)
    if status != 0:
        tell_panic(kernel, serial.output.decode(errors="replace"))
    return status
