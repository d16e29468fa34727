"""`./hesper debug`: QEMU stopped at its first instruction, gdb attached."""

from __future__ import annotations

import argparse
import re
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from hesper import qemu
from hesper.build import build_image
from hesper.common import (BUILD, ROOT, STATUS_TIMEOUT, Board, HesperError,
                           board_named, say)
from hesper.serial import SerialTimeout, start_serial

BATCH_TIMEOUT = 60.0
BOOT_TIMEOUT = 20.0
GDB_COMMANDS = ROOT / "tools" / "gdb" / "hesper_gdb.py"
PTY = re.compile(rb"redirected to (\S+)")
# A row of the memory map that the kernel prints.
ARCHIVE = re.compile(rb"^ +[0-9a-f]{16} +([0-9a-f]+) +\d+ KiB +r +archive\n",
                     re.M)


def start_qemu(board: Board, image: Path, socket: Path, log: Path
               ) -> subprocess.Popen[bytes]:
    """In a session of its own, so that Ctrl-C is gdb's alone."""
    command = qemu.command_line(board, image, extra=[
        "-S", "-monitor", "none",
        "-chardev", f"pty,id=console,logfile={log}",
        "-serial", "chardev:console",
        "-chardev", f"socket,id=gdb,path={socket},server=on,wait=off",
        "-gdb", "chardev:gdb"])
    return qemu.start(command, stdin=subprocess.DEVNULL,
                      stdout=subprocess.PIPE, new_session=True)


def console_name(process: subprocess.Popen[bytes]) -> str:
    """The pseudo-terminal that QEMU made for the serial line."""
    assert process.stdout is not None
    found = PTY.search(process.stdout.readline())
    if not found:
        raise HesperError("QEMU did not start")
    return found[1].decode()


def wait_for(socket: Path, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if socket.exists():
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise HesperError("QEMU did not start")


def image_address(board: Board, image: Path) -> int | None:
    """Where the image lies in memory. Where QEMU puts a module depends on the
    machine, and its place is empty until firmware has run: so the same machine
    is started once more until its kernel says. None if it does not."""
    if not board.image_is_module:
        return board.load_address
    serial = start_serial(board, image, BOOT_TIMEOUT)
    found = None
    try:
        while not found and not serial.at_end:
            serial.read_some()
            found = ARCHIVE.search(serial.output)
    except SerialTimeout:
        pass
    finally:
        qemu.end(serial.process)
    if not found:
        say("the kernel does not get as far as its memory map: programs have "
            "no symbols")
    return int(found[1], 16) if found else None


def gdb_command(board: Board, debug: bool, image: Path, socket: Path,
                batch: list[str] | None) -> list[str]:
    kernel = board.kernel(debug)
    address = image_address(board, image)
    command = ["gdb-multiarch", "-q", "-nx", str(kernel),
               "-ex", "set pagination off",
               "-ex", "set confirm off",
               "-ex", f"source {GDB_COMMANDS}",
               "-ex", f"target remote {socket}"]
    if address is not None:
        command += ["-ex", f"hesper-image {image} {address:#x}",
                    "-ex", "hesper-load-symbols"]
    if batch is not None:
        command.append("-batch")
        for line in batch:
            command += ["-ex", line]
    return command


def command(arguments: argparse.Namespace) -> int:
    board = board_named(arguments.board)
    debug = not arguments.release_build
    image = build_image(board, debug)
    batch = arguments.batch
    timeout = arguments.timeout or (BATCH_TIMEOUT if batch else None)
    log = BUILD / board.preset(debug) / "debug-console.log"
    with tempfile.TemporaryDirectory(prefix="hesper-") as folder:
        socket = Path(folder) / "gdb.sock"
        process = start_qemu(board, image, socket, log)
        try:
            console = console_name(process)
            wait_for(socket, process)
            say(f"the serial line is {console} (try `screen {console}`); "
                f"all output also goes to {log.relative_to(ROOT)}")
            before = signal.signal(signal.SIGINT, signal.SIG_IGN)
            try:
                return subprocess.run(
                    gdb_command(board, debug, image, socket, batch),
                    cwd=ROOT, check=False, timeout=timeout,
                    preexec_fn=restore_interrupt,
                    stdin=subprocess.DEVNULL if batch else None).returncode
            finally:
                signal.signal(signal.SIGINT, before)
        except subprocess.TimeoutExpired:
            say(f"time is up after {timeout:g} s")
            return STATUS_TIMEOUT
        finally:
            qemu.end(process)


def restore_interrupt() -> None:
    """In gdb's process: Ctrl-C is its own again, and it dies with us."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    qemu.die_with_parent()
