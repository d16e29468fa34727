"""QEMU's raspi3b, started in other ways than `./hesper run` does."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conftest import ROOT, SECONDS

from hesper import qemu
from hesper.common import BOARDS, PROMPT
from hesper.serial import Serial

BOOT = ROOT / "tests" / "system" / "boot"
BOARD = BOARDS["raspi"]
IMAGE = BOARD.image()
CORES = 4
SHIM_ADDRESS = 0x0F000000
ANSWER = b"the demo server says 42;"


@contextmanager
def machine(*options: str) -> Iterator[Serial]:
    """A board with these options of QEMU's, and its serial line."""
    process = qemu.start(
        [BOARD.qemu, *BOARD.machine, "-accel", "tcg", "-display", "none",
         "-no-reboot", *qemu.serial_pipes(), *options],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        yield Serial(BOARD, process, time.monotonic() + SECONDS)
    finally:
        qemu.end(process)


def boot(*options: str) -> str:
    """Starts the board, makes sure that it works, and powers it off; what it
    said before the first prompt."""
    with machine(*options) as serial:
        assert serial.read_until(PROMPT, 0), serial.output.decode()
        log = serial.output.decode(errors="replace")
        start = len(serial.output)
        serial.write_line("call 20 22")
        assert serial.read_until(ANSWER, start)
        assert serial.read_until(PROMPT, serial.output.find(ANSWER, start))
        serial.write_line("exit 7")
        assert serial.read_to_end() == 7
    return log


def command(*words: str) -> None:
    result = subprocess.run(words, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def load(path: Path, address: int) -> list[str]:
    """QEMU's options to put a file into memory."""
    return ["-device", f"loader,file={path},addr={address:#x},force-raw=on"]


def enter(address: int, cores: int = CORES) -> list[str]:
    """QEMU's options to start the first cores there, at EL3."""
    return [option for core in range(cores) for option in
            ("-device", f"loader,addr={address:#x},cpu-num={core}")]


def from_firmware(folder: Path, level: int, argument: int = 0) -> list[str]:
    """QEMU's options for an entry at this exception level with this x0."""
    elf, binary = folder / "shim.elf", folder / "shim.bin"
    command("clang-19", "--target=aarch64-none-elf", "-mcpu=cortex-a53",
            "-nostdlib", "-fuse-ld=lld-19", f"-Wl,-Ttext={SHIM_ADDRESS:#x}",
            f"-DLEVEL={level}", f"-DARGUMENT={argument:#x}",
            "-o", str(elf), str(BOOT / "shim.S"))
    command("llvm-objcopy-19", "-O", "binary", str(elf), str(binary))
    return [*load(IMAGE, BOARD.load_address), *load(binary, SHIM_ADDRESS),
            *enter(SHIM_ADDRESS)]


def device_tree(folder: Path) -> Path:
    """The small board's device tree, as a blob."""
    blob = folder / "tree.dtb"
    command("dtc", "-q", "-I", "dts", "-O", "dtb", "-o", str(blob),
            str(BOOT / "tree.dts"))
    return blob
