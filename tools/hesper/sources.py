"""Counts hand-written source lines."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

C_LIKE = {".c", ".h", ".S", ".inc", ".ld"}
HASH_LIKE = {".py", ".cap", ".cmake", ".txt", ".lark", ".gdb"}
ALL = C_LIKE | HASH_LIKE | {".j2"}


@dataclass
class Lines:
    files: int = 0
    raw: int = 0
    code: int = 0  # neither blank nor only comment

    def __add__(self, other: Lines) -> Lines:
        return Lines(self.files + other.files, self.raw + other.raw,
                     self.code + other.code)


def without_c_comments(text: str) -> str:
    """Comments become blanks (line ends stay); strings are kept."""
    result = []
    position = 0
    while position < len(text):
        two = text[position:position + 2]
        if two == "/*":
            end = text.find("*/", position + 2)
            end = len(text) if end < 0 else end + 2
            result.append("\n" * text.count("\n", position, end))
        elif two == "//":
            end = text.find("\n", position)
            end = len(text) if end < 0 else end
        elif two[0] in "\"'":
            end = string_end(text, position)
            result.append(text[position:end])
        else:
            end = position + 1
            result.append(two[0])
        position = end
    return "".join(result)


def string_end(text: str, start: int) -> int:
    """Just behind the string or character that begins at `start`; its line's
    end if it is not closed (an apostrophe in assembly)."""
    position = start + 1
    while position < len(text) and text[position] != "\n":
        if text[position] == "\\":
            position += 1
        elif text[position] == text[start]:
            return position + 1
        position += 1
    return position


def count_file(path: Path) -> Lines:
    text = path.read_text(errors="replace")
    raw = len(text.splitlines())
    if path.suffix in C_LIKE:
        text = without_c_comments(text)
    lines = [line.strip() for line in text.splitlines()]
    if path.suffix in HASH_LIKE or not path.suffix:
        lines = [line for line in lines if not line.startswith("#")]
    return Lines(1, raw, sum(bool(line) for line in lines))


def count_folder(folder: Path, exclude: tuple[Path, ...] = ()) -> Lines:
    """All sources below a folder, or the one file that `folder` is; only that
    may be without a suffix, as the fuzzers' inputs are."""
    paths = [folder] if folder.is_file() else sorted(folder.rglob("*"))
    total = Lines()
    for path in paths:
        if (path.is_file() and (path.suffix in ALL or path == folder)
                and "__pycache__" not in path.parts
                and not any(path.is_relative_to(other) for other in exclude)):
            total += count_file(path)
    return total
