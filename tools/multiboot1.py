#!/usr/bin/python3
"""Makes the kernel's copy for Multiboot 1 loaders: ELF32, with their header.

The same segments at the same places of the file, named by their physical
addresses. The header goes into the place that the kernel keeps free for it
(`multiboot1_header`); the kernel's own file must not have one, because QEMU
takes any file that does for a 32-bit one.
"""

from __future__ import annotations

import argparse
import struct
import sys
from pathlib import Path

from elftools.common.exceptions import ELFError
from elftools.elf.elffile import ELFFile

# Multiboot Specification 0.6.96, 3.1.
MAGIC = 0x1BADB002
FLAGS = 3  # modules on pages; memory information
SEARCHED = 8192  # the header must lie that near to the file's beginning

EHDR = struct.Struct("<16sHHIIIIIHHHHHH")
PHDR = struct.Struct("<IIIIIIII")
IDENT = b"\x7fELF\x01\x01\x01".ljust(16, b"\0")
EXECUTABLE, I386, LOAD = 2, 3, 1


class CopyError(Exception):
    """What is wrong with the kernel's file."""


def header_place(elf: ELFFile, loads: list) -> int:
    """The place's offset in the file."""
    found = elf.get_section_by_name(".symtab").get_symbol_by_name(
        "multiboot1_header")
    if not found:
        raise CopyError("has no symbol multiboot1_header")
    address = found[0]["st_value"]
    for load in loads:
        if 0 <= address - load.p_vaddr < load.p_filesz:
            return address - load.p_vaddr + load.p_offset
    raise CopyError("has no contents at multiboot1_header")


def copy(kernel: Path) -> bytes:
    """The whole ELF32 file."""
    with kernel.open("rb") as stream:
        elf = ELFFile(stream)
        loads = [segment.header for segment in elf.iter_segments()
                 if segment["p_type"] == "PT_LOAD"]
        place = header_place(elf, loads)
        entry = elf["e_entry"]
    end = max(load.p_offset + load.p_filesz for load in loads)
    data = bytearray(kernel.read_bytes()[:end])
    first = min(load.p_offset for load in loads)
    if EHDR.size + len(loads) * PHDR.size > first:
        raise CopyError("leaves no room for ELF32 headers")
    if place + 12 > SEARCHED:
        raise CopyError(f"keeps the header's place at {place:#x}, too far in")
    data[:first] = bytes(first)
    EHDR.pack_into(data, 0, IDENT, EXECUTABLE, I386, 1, entry, EHDR.size, 0, 0,
                   EHDR.size, PHDR.size, len(loads), 0, 0, 0)
    for i, load in enumerate(loads):
        PHDR.pack_into(data, EHDR.size + i * PHDR.size, LOAD, load.p_offset,
                       load.p_paddr, load.p_paddr, load.p_filesz, load.p_memsz,
                       load.p_flags, load.p_align)
    struct.pack_into("<III", data, place, MAGIC, FLAGS,
                     -(MAGIC + FLAGS) & 0xFFFFFFFF)
    return bytes(data)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="multiboot1.py",
        description="Make the ELF32 copy of the kernel for Multiboot 1.")
    parser.add_argument("kernel", type=Path)
    parser.add_argument("output", type=Path)
    arguments = parser.parse_args()
    try:
        arguments.output.write_bytes(copy(arguments.kernel))
    except (CopyError, ELFError, OSError) as error:
        print(f"multiboot1.py: {arguments.kernel}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
