"""gdb commands of `./hesper debug`; gdb's own python runs this."""

from __future__ import annotations

import os
import sys

import gdb

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))

import image as image_tool  # noqa: E402
from pathlib import Path  # noqa: E402


loaded: set[tuple[str, int]] = set()


class Image(gdb.Command):
    """hesper-image IMAGE ADDRESS: the boot image and where it is loaded.
    `./hesper debug` has called it."""

    path = Path()
    address = 0

    def __init__(self) -> None:
        super().__init__("hesper-image", gdb.COMMAND_FILES)

    def invoke(self, argument: str, _from_tty: bool) -> None:
        path, address = gdb.string_to_argv(argument)
        Image.path = Path(path)
        Image.address = int(address, 0)


class LoadSymbols(gdb.Command):
    """hesper-load-symbols [PROGRAM ADDRESS]: loads programs' symbols.
    Without arguments those of root, which runs where it lies in the image, and
    of every program that root's table says is loaded by now: call it again
    after more have started."""

    def __init__(self) -> None:
        super().__init__("hesper-load-symbols", gdb.COMMAND_FILES)

    def invoke(self, argument: str, _from_tty: bool) -> None:
        words = gdb.string_to_argv(argument)
        if len(words) == 2:
            load(words[0], int(gdb.parse_and_eval(words[1])))
        elif not words:
            load_root()
            load_others()
        else:
            raise gdb.GdbError("usage: hesper-load-symbols [PROGRAM ADDRESS]")


def load(program: str, address: int) -> None:
    if (program, address) in loaded:
        return
    path = Image.path.parent / f"{program}.elf"
    if not path.exists():
        raise gdb.GdbError(f"there is no {path}")
    gdb.execute(f"add-symbol-file {path} -o {address:#x}", to_string=True)
    loaded.add((program, address))
    print(f"{program}: symbols at {address:#x}")


def load_root() -> None:
    try:
        base, entries = image_tool.read_archive(Image.path.read_bytes())
    except image_tool.ImageError as error:
        raise gdb.GdbError(str(error)) from None
    for entry in entries:
        if entry.name == image_tool.ROOT:
            load(entry.name, Image.address + base + entry.offset)


def file_name(description: gdb.Value) -> str:
    """Of a program with this description."""
    named = "file" if int(description["file"]) else "name"
    return str(description[named].string())


def load_others() -> None:
    """What root's `processes` says; its addresses are physical addresses,
    whatever the processor has mapped just now."""
    gdb.execute("maintenance packet Qqemu.PhyMemMode:1", to_string=True)
    try:
        table = gdb.parse_and_eval("processes")
        for index in range(table.type.range()[1] + 1):
            address = int(table[index]["image"])
            if address:
                load(file_name(table[index]["description"]), address)
    except gdb.error:
        pass  # not running yet, or another root
    finally:
        gdb.execute("maintenance packet Qqemu.PhyMemMode:0", to_string=True)


Image()
LoadSymbols()
