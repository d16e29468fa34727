"""gdb commands of `./hesper debug`; gdb's own python runs this."""

from __future__ import annotations

import os
import sys

import gdb

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))

import image as image_tool  # noqa: E402
from pathlib import Path  # noqa: E402


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
    """hesper-load-symbols [PROGRAM ADDRESS]: loads a program's symbols.
    Without arguments those of root, which runs where it lies in the image.
    Any other program runs wherever root has loaded it: give that address."""

    def __init__(self) -> None:
        super().__init__("hesper-load-symbols", gdb.COMMAND_FILES)

    def invoke(self, argument: str, _from_tty: bool) -> None:
        words = gdb.string_to_argv(argument)
        if len(words) == 2:
            load(words[0], int(gdb.parse_and_eval(words[1])))
        elif not words:
            load_root()
        else:
            raise gdb.GdbError("usage: hesper-load-symbols [PROGRAM ADDRESS]")


def load(program: str, address: int) -> None:
    path = Image.path.parent / f"{program}.elf"
    if not path.exists():
        raise gdb.GdbError(f"there is no {path}")
    gdb.execute(f"add-symbol-file {path} -o {address:#x}", to_string=True)
    print(f"{program}: symbols at {address:#x}")


def load_root() -> None:
    try:
        base, entries = image_tool.read_archive(Image.path.read_bytes())
    except image_tool.ImageError as error:
        raise gdb.GdbError(str(error)) from None
    for entry in entries:
        if entry.name == image_tool.ROOT:
            load(entry.name, Image.address + base + entry.offset)


Image()
LoadSymbols()
