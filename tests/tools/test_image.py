"""tools/image.py: what it builds can be read back, and it refuses a root that
cannot be mapped where it lies."""

from __future__ import annotations

import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from conftest import ROOT, Compiler

import image

KERNEL_SOURCE = "char big[10000]; void _start(void) { big[1] = 2; }"
KERNEL_SCRIPT = """
SECTIONS {
    . = 0x80000;
    __kernel_start = .;
    .text : { *(.text*) }
    .bss (NOLOAD) : { *(.bss*) }
    . = ALIGN(4096);
    __kernel_end = .;
}
"""
ROOT_SOURCE = """
static int numbers[100];
int *volatile pointer = numbers;
void _start(void) { *pointer = 1; }
"""
PIE = ("-fPIE", "-fvisibility=hidden", "-Wl,-pie,--no-dynamic-linker",
       "-Wl,-z,max-page-size=4096")


def make_root(compiler: Compiler, name: str = "root") -> Path:
    script = (ROOT / "userland" / "program.ld").read_text()
    return compiler.link(name, ROOT_SOURCE, *PIE, script=script)


def make_kernel(compiler: Compiler) -> tuple[Path, Path]:
    kernel = compiler.link("kernel", KERNEL_SOURCE, script=KERNEL_SCRIPT)
    return kernel, compiler.binary(kernel)


def test_archive_begins_behind_the_kernels_memory(compiler: Compiler) -> None:
    kernel, binary = make_kernel(compiler)
    root = make_root(compiler)
    other = compiler.folder / "other"
    other.write_bytes(b"x" * 5000)
    output = compiler.folder / "out.img"

    image.build_image(kernel, binary, output,
                      [("other", other), ("root", root)])

    data = output.read_bytes()
    base, entries = image.read_archive(data)
    assert base == image.kernel_memory_bytes(kernel)
    assert base > len(binary.read_bytes())
    assert data[:10] == binary.read_bytes()[:10]
    assert [entry.name for entry in entries] == ["other", "root"]
    for entry, path in zip(entries, (other, root)):
        start = base + entry.offset
        assert start % image.PAGE == 0
        assert data[start:start + entry.size] == path.read_bytes()
        assert entry.checksum == zlib.crc32(path.read_bytes())
    magic, size, count = struct.unpack_from("<QQI", data, base)
    assert data[base:base + 8] == b"HSPREAR1"
    assert magic == image.MAGIC
    assert size == len(data) - base and size % image.PAGE == 0
    assert count == 2


def test_list_tells_of_a_flipped_byte(compiler: Compiler) -> None:
    kernel, binary = make_kernel(compiler)
    output = compiler.folder / "out.img"
    image.build_image(kernel, binary, output,
                      [("root", make_root(compiler))])
    command = [sys.executable, str(ROOT / "tools" / "image.py"), "list",
               str(output)]
    good = subprocess.run(command, capture_output=True, text=True, check=False)
    assert good.returncode == 0 and "root" in good.stdout
    data = bytearray(output.read_bytes())
    base, entries = image.read_archive(bytes(data))
    data[base + entries[0].offset + 100] ^= 1
    output.write_bytes(data)
    bad = subprocess.run(command, capture_output=True, text=True, check=False)
    assert bad.returncode == 1 and "WRONG CHECKSUM" in bad.stdout


def test_a_damaged_table_is_refused(compiler: Compiler) -> None:
    archive = bytearray(image.build_archive([("root", make_root(compiler))]))
    archive[image.HEADER.size + 1] ^= 1
    with pytest.raises(image.ImageError, match="table has a wrong checksum"):
        image.read_archive(bytes(archive))


def test_root_must_be_the_last_file(compiler: Compiler) -> None:
    root = make_root(compiler)
    with pytest.raises(image.ImageError, match="last file"):
        image.build_archive([("root", root), ("other", root)])


@pytest.mark.parametrize("name", ["", "n" * 40])
def test_names_must_fit(compiler: Compiler, name: str) -> None:
    root = make_root(compiler)
    with pytest.raises(image.ImageError, match="empty or longer"):
        image.build_archive([(name, root), ("root", root)])


def test_names_are_unique(compiler: Compiler) -> None:
    root = make_root(compiler)
    with pytest.raises(image.ImageError, match="two files"):
        image.build_archive([("a", root), ("a", root), ("root", root)])


def test_too_many_files(compiler: Compiler) -> None:
    root = make_root(compiler)
    files = [(f"f{number}", root) for number in range(63)]
    with pytest.raises(image.ImageError, match="at most 63"):
        image.build_archive([*files, ("root", root)])


def test_root_that_is_no_elf_file(tmp_path: Path) -> None:
    path = tmp_path / "root"
    path.write_text("#!/bin/sh\n")
    with pytest.raises(image.ImageError, match="not an ELF file"):
        image.check_root(path)


def test_root_with_its_bss_outside_the_file(compiler: Compiler) -> None:
    path = compiler.link("root", ROOT_SOURCE, *PIE,
                         "-Wl,-z,separate-code")
    with pytest.raises(image.ImageError, match="root.elf: "):
        image.check_root(path)


def test_root_with_a_fixed_address(compiler: Compiler) -> None:
    path = compiler.link("root", ROOT_SOURCE, "-static")
    with pytest.raises(image.ImageError, match="not a static PIE"):
        image.check_root(path)


def patch(path: Path, offset: int, value: int) -> None:
    data = bytearray(path.read_bytes())
    data[offset:offset + 8] = struct.pack("<Q", value)
    path.write_bytes(data)


@pytest.mark.parametrize("segment, field, value, message", [
    (1, 8, 0x3000, "in the file but at"),
    (1, 40, 0x100000, r"\.bss must be in the file"),
    (1, 16, 0x10, "not on a page"),
    (0, 40, 0x100000, "share a page"),
    (0, 0, 1 | 7 << 32, "not read and execute"),
    (1, 0, 1 | 7 << 32, "not read and write"),
])
def test_root_segments(compiler: Compiler, segment: int, field: int,
                       value: int, message: str) -> None:
    path = make_root(compiler)
    patch(path, 64 + 56 * segment + field, value)
    with pytest.raises(image.ImageError, match=message):
        image.check_root(path)


def test_kernel_without_its_symbols(compiler: Compiler) -> None:
    kernel = compiler.link("kernel", KERNEL_SOURCE)
    with pytest.raises(image.ImageError, match="no symbol __kernel_start"):
        image.kernel_memory_bytes(kernel)


def test_kernel_binary_longer_than_its_memory(compiler: Compiler) -> None:
    kernel, binary = make_kernel(compiler)
    binary.write_bytes(bytes(100000))
    with pytest.raises(image.ImageError, match="100000 bytes"):
        image.build_image(kernel, binary, compiler.folder / "out",
                          [("root", make_root(compiler))])
