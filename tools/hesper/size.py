"""`./hesper size`: bytes of the release kernel and source lines, by part."""

from __future__ import annotations

import argparse
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from elftools.elf.constants import SH_FLAGS
from elftools.elf.elffile import ELFFile

from hesper.build import build
from hesper.common import BUILD, ROOT, Board, board_named
from hesper.sources import Lines, count_folder

AIM_LINES = 4000
AIM_TEXT = 32 * 1024


@dataclass
class Bytes:
    """`text` is code, `rodata` constants."""

    text: int = 0
    rodata: int = 0
    data: int = 0
    bss: int = 0

    def add(self, kind: str, size: int) -> None:
        setattr(self, kind, getattr(self, kind) + size)


def section_kinds(kernel: Path) -> dict[str, str]:
    """The output sections that take memory: what each is."""
    kinds = {}
    with kernel.open("rb") as stream:
        for section in ELFFile(stream).iter_sections():
            flags = section["sh_flags"]
            if not flags & SH_FLAGS.SHF_ALLOC:
                continue
            if section["sh_type"] == "SHT_NOBITS":
                kind = "bss"
            elif flags & SH_FLAGS.SHF_EXECINSTR:
                kind = "text"
            else:
                kind = "data" if flags & SH_FLAGS.SHF_WRITE else "rodata"
            kinds[section.name] = kind
    return kinds


def part_of(object_name: str, board: Board) -> str:
    for part in (f"nucleus/arch/{board.cpu}", f"platform/{board.name}",
                 "nucleus"):
        if f"/{part}/" in object_name:
            return part
    return "generated" if "/generated/" in object_name else "other"


# VMA, LMA, size, alignment, then by indentation: an output section, an input
# section `file:(name)`, an assignment or a symbol.
MAP_LINE = re.compile(
    r"\s*[0-9a-f]+\s+[0-9a-f]+\s+([0-9a-f]+)\s+\d+ (\s*)(\S.*)$")
INPUT = re.compile(r"(.+):\((.+)\)$")


def kernel_bytes(board: Board) -> dict[str, Bytes]:
    """By part, from the linker's map. What belongs to no object (padding,
    stacks that the linker script sets aside) is under `linker script`."""
    kinds = section_kinds(board.kernel())
    parts: dict[str, Bytes] = {}
    kind = None
    map_file = BUILD / board.release / "kernel.map"
    for line in map_file.read_text().splitlines():
        match = MAP_LINE.match(line)
        if not match:
            continue
        size, indent, what = int(match[1], 16), match[2], match[3]
        if not indent:
            kind = kinds.get(what)
            if kind:
                parts.setdefault("linker script", Bytes()).add(kind, size)
            continue
        found = INPUT.match(what)
        if kind and found and len(indent) == 8:
            parts.setdefault(part_of(found[1], board), Bytes()).add(kind, size)
            parts["linker script"].add(kind, -size)
    return dict(sorted(parts.items()))


def source_lines(board: Board) -> dict[str, Lines]:
    arch = ROOT / "nucleus" / "arch"
    hesper = ROOT / "hesper"
    parts = {
        "nucleus": count_folder(ROOT / "nucleus", (arch,)),
        f"nucleus/arch/{board.cpu}": count_folder(arch / board.cpu),
        f"platform/{board.name}":
            count_folder(ROOT / "platform" / board.name),
        "caps": count_folder(ROOT / "caps"),
        "userland": count_folder(ROOT / "userland"),
        "tools": count_folder(ROOT / "tools") + count_folder(hesper),
        "tests": count_folder(ROOT / "tests"),
    }
    return parts


def kernel_lines(lines: dict[str, Lines]) -> Lines:
    """Nucleus, processor and board together."""
    return sum((count for part, count in lines.items()
                if part.startswith(("nucleus", "platform"))), Lines())


def show(parts: dict[str, Bytes], total: Bytes, lines: dict[str, Lines]
         ) -> None:
    if parts:
        print(f"{'release kernel, bytes':<28}{'text':>8}{'rodata':>8}"
              f"{'data':>8}{'bss':>8}")
        for name, size in [*parts.items(), ("total", total)]:
            print(f"  {name:<26}{size.text:>8}{size.rodata:>8}{size.data:>8}"
                  f"{size.bss:>8}")
        print(f"  text {total.text} bytes; aim: at most {AIM_TEXT}\n")
    print(f"{'source lines':<28}{'files':>8}{'all':>8}{'code':>8}")
    for name, count in lines.items():
        print(f"  {name:<26}{count.files:>8}{count.raw:>8}{count.code:>8}")
    kernel = kernel_lines(lines)
    print(f"  {'kernel (the first three)':<26}{kernel.files:>8}"
          f"{kernel.raw:>8}{kernel.code:>8}")
    print(f"  kernel {kernel.code} lines that are neither blank nor comment; "
          f"aim: at most {AIM_LINES}")


def command(arguments: argparse.Namespace) -> int:
    board = board_named(arguments.board)
    build(board.release)
    parts = kernel_bytes(board) if board.kernel().exists() else {}
    total = Bytes()
    for size in parts.values():
        for kind, value in asdict(size).items():
            total.add(kind, value)
    lines = source_lines(board)
    if not parts and not arguments.json:
        print("no kernel was built; only the sources are counted\n")
    if arguments.json:
        print(json.dumps({
            "board": board.name,
            "bytes": {name: asdict(size) for name, size in parts.items()},
            "bytes_total": asdict(total),
            "lines": {name: asdict(count) for name, count in lines.items()},
            "lines_kernel": asdict(kernel_lines(lines)),
            "aim": {"text": AIM_TEXT, "lines": AIM_LINES},
        }, indent=2))
    else:
        show(parts, total, lines)
    return 0
