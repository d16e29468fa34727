"""`./hesper count`: an image under the counting plugin."""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

from hesper import plugin, qemu
from hesper.build import build_image
from hesper.common import Board, HesperError, board_named, say
from hesper.run import read_script, run_script
from hesper.serial import SerialTimeout, start_serial
from hesper.symbols import symbolise


def kernel_symbols(kernel: Path) -> dict[str, int]:
    """Addresses of all symbols of an ELF file."""
    result = subprocess.run(["llvm-nm-19", str(kernel)], check=True,
                            capture_output=True, text=True)
    rows = [line.split() for line in result.stdout.splitlines()]
    return {row[2]: int(row[0], 16) for row in rows if len(row) == 3}


def kernel_range(board: Board) -> tuple[int, int]:
    """The kernel's physical addresses."""
    symbols = kernel_symbols(board.kernel())
    size = symbols["__kernel_end"] - symbols["__kernel_start"]
    return board.load_address, board.load_address + size


def count_image(board: Board, image: Path, lines: list[str], name: str,
                timeout: float) -> tuple[list[dict[str, int | str]], int]:
    """What was counted, and the system's status."""
    with tempfile.TemporaryDirectory(prefix="hesper-") as folder:
        counted = Path(folder) / "counts"
        extra = plugin.arguments(counted, *kernel_range(board),
                                 plugin.ENCODINGS[board.cpu])
        serial = start_serial(board, image, timeout, deterministic=True,
                              extra=extra)
        try:
            if lines:
                status = run_script(serial, lines, name)
            else:
                status = serial.read_to_end()
        except SerialTimeout:
            raise HesperError(f"no end after {timeout:g} s") from None
        finally:
            qemu.end(serial.process)
        return plugin.read(counted), status


def describe(board: Board, row: dict[str, int | str]) -> str:
    text = (f"{row['kind']} on core {row['core']}: {row['user']} user, "
            f"{row['kernel']} kernel, {row['entries']} entries, "
            f"{row['wakes']} wakes")
    if row["longest_entry"]:
        where = symbolise(board.kernel(), [str(row["longest_entry_pc"])])
        text += f"; longest entry {row['longest_entry']} at "
        text += where[0] if where else str(row["longest_entry_pc"])
    if row["kind"] == "core":
        text += f"; boot {row['boot']}"
    return text


def command(arguments: argparse.Namespace) -> int:
    board = board_named(arguments.board)
    lines = []
    if arguments.script:
        lines = read_script(arguments.script)
    image = build_image(board, debug=False, tests=not arguments.script)
    rows, status = count_image(board, image, lines, arguments.script or "",
                               arguments.timeout)
    if arguments.json:
        print(json.dumps({"status": status, "counts": rows}, indent=2))
    else:
        for row in rows:
            print(describe(board, row))
    if status != 0:
        say(f"the system ended with status {status}")
    return 0 if status == 0 else 1
