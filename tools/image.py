#!/usr/bin/python3
"""Builds and lists boot images: the kernel followed by the archive.

The archive's format is caps/archive.h. It begins where the kernel's memory
ends (`__kernel_end` - `__kernel_start` bytes into the image), so that a loader
that copies the whole file to memory has put it right behind .bss and stacks.
"""

from __future__ import annotations

import argparse
import struct
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path

from elftools.common.exceptions import ELFError
from elftools.elf.elffile import ELFFile

PAGE = 4096
MAGIC = 0x3152414552505348  # "HSPREAR1"
HEADER = struct.Struct("<QQII")
ENTRY = struct.Struct("<40sQQII")
NAME_BYTES = 40
FILES_MAX = 63
ROOT = "root"
FLAG_EXECUTE, FLAG_WRITE, FLAG_READ = 1, 2, 4


class ImageError(Exception):
    """What is wrong with an input, in words for whoever builds an image."""


@dataclass
class Entry:
    """One file of an archive; `offset` counts from the archive's start."""

    name: str
    offset: int
    size: int
    checksum: int


def round_up(value: int) -> int:
    return (value + PAGE - 1) // PAGE * PAGE


def kernel_memory_bytes(kernel: Path) -> int:
    """What the kernel takes in memory, from its first byte to its end."""
    with kernel.open("rb") as stream:
        table = ELFFile(stream).get_section_by_name(".symtab")
        addresses = {}
        for name in ("__kernel_start", "__kernel_end"):
            found = table.get_symbol_by_name(name) if table else None
            if not found:
                raise ImageError(f"{kernel}: has no symbol {name}")
            addresses[name] = found[0]["st_value"]
    size = addresses["__kernel_end"] - addresses["__kernel_start"]
    if size <= 0 or size % PAGE:
        raise ImageError(f"{kernel}: __kernel_end - __kernel_start is {size}, "
                         f"not a positive multiple of {PAGE}")
    return size


def check_root(path: Path) -> None:
    """Root is mapped where it lies, so its file must be laid out for that."""
    try:
        with path.open("rb") as stream:
            elf = ELFFile(stream)
            problems = root_problems(elf)
    except ELFError as error:
        problems = [f"is not an ELF file ({error})"]
    if problems:
        raise ImageError("\n".join(f"{path}: {text}" for text in problems))


def root_problems(elf: ELFFile) -> list[str]:
    problems = []
    if elf.elfclass != 64 or not elf.little_endian:
        problems.append("is not a little-endian ELF64 file")
    if elf["e_type"] != "ET_DYN":
        problems.append(f"is {elf['e_type']}, not a static PIE (ET_DYN)")
    segments = list(elf.iter_segments())
    if any(segment["p_type"] == "PT_INTERP" for segment in segments):
        problems.append("asks for an interpreter; it must be a static PIE")
    loads = [segment.header for segment in segments
             if segment["p_type"] == "PT_LOAD"]
    if len(loads) != 2:
        return problems + [f"has {len(loads)} loadable segments, not 2"]
    wanted = (("first", FLAG_READ | FLAG_EXECUTE, "read and execute"),
              ("second", FLAG_READ | FLAG_WRITE, "read and write"))
    for load, (which, flags, words) in zip(loads, wanted):
        where = f"its {which} segment"
        if load.p_flags != flags:
            problems.append(f"{where} has flags {load.p_flags}, not {words}")
        if load.p_vaddr % PAGE:
            problems.append(f"{where} begins at {load.p_vaddr:#x}, "
                            "not on a page")
        if load.p_offset != load.p_vaddr:
            problems.append(f"{where} lies at {load.p_offset:#x} in the file "
                            f"but at {load.p_vaddr:#x} in memory")
        if load.p_filesz != load.p_memsz:
            problems.append(f"{where} has {load.p_filesz} bytes in the file "
                            f"but {load.p_memsz} in memory (.bss must be in "
                            "the file)")
    first_end = round_up(loads[0].p_vaddr + loads[0].p_memsz)
    if loads[1].p_vaddr < first_end:
        problems.append("its two segments share a page")
    if not loads[0].p_vaddr <= elf["e_entry"] < first_end:
        problems.append(f"its entry {elf['e_entry']:#x} is not in its first "
                        "segment")
    return problems


def build_archive(files: list[tuple[str, Path]]) -> bytes:
    """The archive of these files; the last one must be root."""
    names = [name for name, _ in files]
    if not names or names[-1] != ROOT:
        raise ImageError(f"the last file of an archive must be `{ROOT}`")
    if len(files) > FILES_MAX:
        raise ImageError(f"{len(files)} files; an archive holds at most "
                         f"{FILES_MAX}")
    for name in names:
        if not 0 < len(name.encode()) < NAME_BYTES:
            raise ImageError(f"the name `{name}` is empty or longer than "
                             f"{NAME_BYTES - 1} bytes")
        if names.count(name) > 1:
            raise ImageError(f"two files are named `{name}`")
    check_root(files[-1][1])

    entries = b""
    body = b""
    for name, path in files:
        data = path.read_bytes()
        entries += ENTRY.pack(name.encode(), PAGE + len(body), len(data),
                              zlib.crc32(data), word_sum(data))
        body += data.ljust(round_up(len(data)), b"\0")
    header = HEADER.pack(MAGIC, PAGE + len(body), len(files),
                         zlib.crc32(entries))
    return (header + entries).ljust(PAGE, b"\0") + body


def build_image(kernel: Path, binary: Path, output: Path,
                files: list[tuple[str, Path]]) -> None:
    memory = kernel_memory_bytes(kernel)
    code = binary.read_bytes()
    if len(code) > memory:
        raise ImageError(f"{binary}: {len(code)} bytes, but {kernel} says that "
                         f"the kernel takes {memory}")
    output.write_bytes(code.ljust(memory, b"\0") + build_archive(files))


def build_module(output: Path, files: list[tuple[str, Path]]) -> None:
    """The archive alone, for loaders that load the kernel's file themselves."""
    output.write_bytes(build_archive(files))


def find_archive(image: bytes) -> int:
    """The archive's offset: the first page that starts with the magic."""
    magic = struct.pack("<Q", MAGIC)
    for offset in range(0, len(image), PAGE):
        if image[offset:offset + 8] == magic:
            return offset
    raise ImageError("no archive in this image")


def word_sum(data: bytes) -> int:
    """The checksum that the kernel compares for root: caps/archive.h."""
    data = data.ljust((len(data) + 7) // 8 * 8, b"\0")
    a = b = 0
    for word, in struct.iter_unpack("<Q", data):
        a = (a + word) % 2**64
        b = (b + a) % 2**64
    a ^= b
    return (a ^ a >> 32) % 2**32


def read_archive(image: bytes) -> tuple[int, list[Entry]]:
    """Where the archive begins, and its entries."""
    base = find_archive(image)
    _, _, count, checksum = HEADER.unpack_from(image, base)
    if count > FILES_MAX:
        raise ImageError(f"the archive says that it has {count} files")
    first = base + HEADER.size
    raw = image[first:first + count * ENTRY.size]
    if zlib.crc32(raw) != checksum:
        raise ImageError("the archive's table has a wrong checksum")
    entries = []
    for name, offset, size, file_checksum, _ in ENTRY.iter_unpack(raw):
        text = name.split(b"\0")[0].decode(errors="replace")
        entries.append(Entry(text, offset, size, file_checksum))
    return base, entries


def list_image(path: Path) -> int:
    """Prints the table; 1 if a file's checksum is wrong."""
    image = path.read_bytes()
    base, entries = read_archive(image)
    print(f"{path}: kernel {base} bytes, archive {len(image) - base} bytes "
          f"at {base:#x}")
    print(f"{'name':<20} {'offset':>10} {'size':>10} {'crc32':>10}")
    wrong = 0
    for entry in entries:
        start = base + entry.offset
        data = image[start:start + entry.size]
        good = zlib.crc32(data) == entry.checksum
        wrong += not good
        print(f"{entry.name:<20} {entry.offset:>#10x} {entry.size:>10} "
              f"{entry.checksum:>#10x}{'' if good else '  WRONG CHECKSUM'}")
    return 1 if wrong else 0


def named_file(text: str) -> tuple[str, Path]:
    name, separator, path = text.partition("=")
    if not separator:
        raise argparse.ArgumentTypeError(f"`{text}` is not NAME=PATH")
    return name, Path(path)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="image.py", description="Build or list a Hesper boot image.")
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="kernel and files to one image")
    build.add_argument("--kernel", type=Path, required=True,
                       help="kernel.elf, for its symbols")
    build.add_argument("--binary", type=Path, required=True,
                       help="kernel.bin, made from it by objcopy")
    build.add_argument("--output", type=Path, required=True)
    build.add_argument("files", type=named_file, nargs="+",
                       metavar="NAME=PATH", help="in order; root is the last")
    module = commands.add_parser("module", help="files to a module that is "
                                 "loaded beside the kernel")
    module.add_argument("--output", type=Path, required=True)
    module.add_argument("files", type=named_file, nargs="+",
                        metavar="NAME=PATH", help="in order; root is the last")
    show = commands.add_parser("list", help="print an image's table")
    show.add_argument("image", type=Path)
    arguments = parser.parse_args()
    try:
        if arguments.command == "list":
            return list_image(arguments.image)
        if arguments.command == "module":
            build_module(arguments.output, arguments.files)
            return 0
        build_image(arguments.kernel, arguments.binary, arguments.output,
                    arguments.files)
    except (ImageError, OSError) as error:
        print(f"image.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
