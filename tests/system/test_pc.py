"""The PC: who can load the kernel, and where; what it does when memory, ACPI
tables or the processor are not as usual."""

from __future__ import annotations

import json
import re
import socket
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import SECONDS
from memory_map import rows, untyped_bytes, user_rows
from refusals import kinds, tell
from scripts import answers

from hesper import packages, qemu
from hesper.build import build_image
from hesper.common import BOARDS, PROMPT
from hesper.iso import make_iso
from hesper.run import run_script
from hesper.serial import Serial

BOARD = BOARDS["pc"]
MIB = 1 << 20
STATUS_PANIC = 2
ANSWER = b"the demo server says 42;"
DEBUG_EXIT = ("-device", "isa-debug-exit,iobase=0xf4,iosize=4")
UEFI = Path("/usr/share/ovmf/OVMF.fd")


@pytest.fixture(scope="module")
def image() -> Path:
    return build_image(BOARD, debug=False)


@contextmanager
def machine(*options: str, kind: str = "q35", cpu: str = "max",
            memory: str = "256") -> Iterator[Serial]:
    process = qemu.start(
        [BOARD.qemu, "-M", kind, "-cpu", cpu, "-m", memory, "-net", "none",
         "-accel", "tcg", "-display", "none", "-no-reboot", *DEBUG_EXIT,
         *qemu.serial_pipes(), *options],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        yield Serial(BOARD, process, time.monotonic() + 2 * SECONDS)
    finally:
        qemu.end(process)


def boot(*options: str, **machine_options: str) -> str:
    """Starts it, makes sure that it works, and ends it; what it said before the
    first prompt."""
    with machine(*options, **machine_options) as serial:
        assert serial.read_until(PROMPT, 0), serial.output.decode(
            errors="replace")
        log = serial.output.decode(errors="replace")
        start = len(serial.output)
        serial.write_line("call 20 22")
        assert serial.read_until(ANSWER, start)
        assert serial.read_until(PROMPT, serial.output.find(ANSWER, start))
        serial.write_line("exit 7")
        assert serial.read_to_end() == 7
    return log


def panic(*options: str, **machine_options: str) -> str:
    """Starts what must fail; what it said."""
    with machine(*options, **machine_options) as serial:
        assert serial.read_to_end() == STATUS_PANIC
        return serial.output.decode(errors="replace")


def ask(image: Path, lines: list[str], cpu: str) -> list[str]:
    """The shell's answers on this processor."""
    with machine(*qemu.files(BOARD, image), cpu=cpu) as serial:
        assert run_script(serial, [*lines, "exit 0"], "the test") == 0
        return answers(serial.output.decode(errors="replace"))


@pytest.mark.parametrize("kind", ["q35", "pc", "microvm"])
@pytest.mark.parametrize("cpu", ["qemu64", "max"])
def test_by_pvh(image: Path, kind: str, cpu: str) -> None:
    log = boot(*qemu.files(BOARD, image), kind=kind, cpu=cpu)
    assert "loaded by PVH at 0x200000" in log


PROGRAM_LOAD, PROGRAM_NOTE = 1, 4
PAD = 0xCC  # between pieces of code


class Kernel:
    """A copy of the kernel's ELF64 file, to be changed."""

    def __init__(self) -> None:
        self.data = bytearray(BOARD.kernel().read_bytes())
        self.entry, headers = struct.unpack_from("<QQ", self.data, 24)
        count, = struct.unpack_from("<H", self.data, 56)
        self.headers = [headers + 56 * i for i in range(count)]

    def move(self, by: int) -> None:
        """It is loaded elsewhere."""
        for at in self.headers:
            physical, = struct.unpack_from("<Q", self.data, at + 24)
            struct.pack_into("<Q", self.data, at + 24, physical + by)
        self.enter(self.entry + by)

    def enter(self, entry: int) -> None:
        """It is entered there; the note says so too."""
        struct.pack_into("<Q", self.data, 24, entry)
        for at in self.headers:
            kind, _, offset = struct.unpack_from("<IIQ", self.data, at)
            if kind == PROGRAM_NOTE:
                struct.pack_into("<I", self.data, offset + 16, entry)

    def put_first(self, code: bytes) -> None:
        """32-bit code is executed before all else: it lies in the first page,
        which is mostly empty."""
        place = BOARD.load_address + 0x800
        code += b"\xe9" + struct.pack("<i", self.entry
                                      - (place + len(code) + 5))
        for at in self.headers:
            kind, _, offset, _, physical = struct.unpack_from(
                "<IIQQQ", self.data, at)
            if kind == PROGRAM_LOAD and physical == BOARD.load_address:
                assert set(self.data[offset + 0x800:offset + 0x900]) == {PAD}
                self.data[offset + 0x800:offset + 0x800 + len(code)] = code
        self.enter(place)

    def write(self, folder: Path) -> Path:
        path = folder / "kernel.elf"
        path.write_bytes(self.data)
        return path


@pytest.mark.parametrize("address", [0x100000, 0x101000, 0x3FF000, 0x8200000])
def test_loaded_anywhere(image: Path, tmp_path: Path, address: int) -> None:
    kernel = Kernel()
    kernel.move(address - BOARD.load_address)
    log = boot("-kernel", str(kernel.write(tmp_path)), "-initrd", str(image))
    assert f"loaded by PVH at {address:#x}" in log


def test_by_multiboot_1(image: Path) -> None:
    kernel = image.parent / "kernel-multiboot1.elf"
    log = boot("-kernel", str(kernel),
               "-initrd", f"{image} first,{image} second")
    assert "loaded by Multiboot 1" in log


@pytest.fixture(scope="module")
def cd(image: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if packages.missing_of(packages.ISO_PACKAGES):
        pytest.skip("what makes an ISO is not installed: "
                    "`./hesper image iso` does that")
    path = tmp_path_factory.mktemp("iso") / "hesper.iso"
    make_iso(path)
    return path


def test_by_grub_and_bios(cd: Path) -> None:
    assert "loaded by Multiboot 2" in boot("-cdrom", str(cd))


@pytest.mark.skipif(not UEFI.exists(), reason="package ovmf is not installed")
def test_by_grub_and_uefi(cd: Path) -> None:
    log = boot("-cdrom", str(cd), "-bios", str(UEFI))
    assert "loaded by Multiboot 2" in log


@pytest.mark.parametrize("cpu", ["qemu64", "max"])
def test_memory_above_4_gib(image: Path, cpu: str) -> None:
    log = boot(*qemu.files(BOARD, image), cpu=cpu, memory="6G")
    assert untyped_bytes(log) > 6 * 1024 * MIB - 8 * MIB


@pytest.mark.parametrize("kind", ["q35", "pc", "microvm"])
@pytest.mark.parametrize("memory", ["128", "6G"])
def test_devices_are_no_memory_and_not_the_kernels(
        image: Path, kind: str, memory: str) -> None:
    log = boot(*qemu.files(BOARD, image), kind=kind, memory=memory)
    kept = [row for row in rows(log) if row.of_kernel or not row.device]
    devices = [row for row in user_rows(log) if row.device]
    assert any(row.physical < 0xD0000000 < row.end for row in devices)
    for device in devices:
        for row in kept:
            assert not device.overlaps(row), (device, row)


def test_without_acpi(image: Path) -> None:
    log = boot(*qemu.files(BOARD, image), kind="microvm,acpi=off")
    assert "no ACPI tables" in log


def test_without_programs() -> None:
    assert "no module" in panic("-kernel", str(BOARD.kernel()))


@pytest.mark.parametrize("feature", ["nx", "syscall", "apic", "pat"])
def test_a_missing_feature_is_named(image: Path, feature: str) -> None:
    said = panic(*qemu.files(BOARD, image), cpu=f"qemu64,-{feature}")
    assert f"this processor lacks a feature: {feature.upper()}" in said


def test_a_processor_of_32_bits(image: Path) -> None:
    with machine(*qemu.files(BOARD, image), cpu="qemu64,-lm") as serial:
        assert serial.read_until(b"lacks a feature: LM (64 bits)", 0)


def monitor(path: Path, command: str) -> None:
    """Has QEMU's monitor do something, which may end it before it answers."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(SECONDS)
        connection.connect(str(path))
        stream = connection.makefile("rw")
        for request in ({"execute": "qmp_capabilities"},
                        {"execute": "human-monitor-command",
                         "arguments": {"command-line": command}}):
            json.dump(request, stream)
            stream.flush()
            for line in stream:  # a greeting, events, an answer
                answer = json.loads(line)
                if "return" in answer:
                    assert not answer["return"], answer
                    break


@pytest.mark.parametrize("command, says", [
    # An uncorrected error, with an address; nobody listening, the processor
    # would just reset.
    ("mce 0 1 0xbe00000000000134 5 0x1234000 0",
     "machine check: bank 1 says 0xbe00000000000134, address 0x1234000"),
    ("nmi", "non-maskable interrupt: the hardware has failed"),
])
def test_broken_hardware_is_a_panic(image: Path, tmp_path: Path, command: str,
                                    says: str) -> None:
    control = tmp_path / "qmp"
    with machine(*qemu.files(BOARD, image), "-qmp",
                 f"unix:{control},server=on,wait=off") as serial:
        assert serial.read_until(PROMPT, 0)
        monitor(control, command)
        assert serial.read_to_end() == STATUS_PANIC
        output = serial.output.decode(errors="replace")
    assert f"panic: {says}\n" in output


def test_a_loaders_breakpoints_are_forgotten(image: Path, tmp_path: Path
                                             ) -> None:
    """One at root's first instruction would end it."""
    log = boot(*qemu.files(BOARD, image))
    text = next(row for row in rows(log) if row.what == "root, text")
    program = (image.parent / "root.elf").read_bytes()
    entry, = struct.unpack_from("<Q", program, 24)
    root = text.physical - text_offset(program) + entry
    kernel = Kernel()
    kernel.put_first(b"\xba" + struct.pack("<I", root)  # mov $root, %edx
                     + b"\x0f\x23\xc2"  # mov %edx, %dr0
                     + b"\xba\x02\x04\x00\x00"  # mov $0x402, %edx: execution
                     + b"\x0f\x23\xfa")  # mov %edx, %dr7
    boot("-kernel", str(kernel.write(tmp_path)), "-initrd", str(image))


def text_offset(program: bytes) -> int:
    """Where in its file, and in its memory, a program's code begins."""
    headers, = struct.unpack_from("<Q", program, 32)
    count, = struct.unpack_from("<H", program, 56)
    for at in range(headers, headers + 56 * count, 56):
        kind, flags, offset = struct.unpack_from("<IIQ", program, at)
        if kind == PROGRAM_LOAD and flags & 1:
            return int(offset) & ~0xFFF
    raise ValueError("a program without code")


@pytest.mark.parametrize("cpu", ["qemu64", "max,-smap", "max,-avx"])
def test_no_register_leaks_on_other_processors(image: Path, cpu: str) -> None:
    """Without XSAVE, SMAP or AVX."""
    leaks, allowed, _ = ask(image, ["run leak_test", "run forbidden allowed"],
                            cpu)
    assert re.search(r"leak_test: \d{5} checks, 0 failed\n", leaks), leaks
    assert "forbidden ended by itself with 0" in allowed


def test_what_is_forbidden_without_smap(image: Path) -> None:
    """Where QEMU does IRET and far returns as a processor does."""
    names = kinds(ask(image, ["run forbidden list"], "max,-smap")[0])
    lines = [f"run forbidden {name}" for name in names]
    found = zip(names, ask(image, lines, "max,-smap"))
    assert not [wrong for name, answer in found
                if (wrong := tell(BOARD, name, answer, smap=False))]
