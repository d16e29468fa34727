"""Mistakes in descriptions: where, what was expected, what was found."""

from dataclasses import dataclass, field
from typing import Iterable


@dataclass(frozen=True, order=True)
class Position:
    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Word:
    """A name or a number as it stands in a description."""

    text: str
    position: Position

    @property
    def is_number(self) -> bool:
        return self.text[0].isdigit()

    @property
    def number(self) -> int:
        return int(self.text, 0) if self.text[:2] == "0x" else int(self.text)


@dataclass
class Errors:
    """Collects every mistake, so that one run reports them all."""

    found: list[tuple[Position, str]] = field(default_factory=list)

    def add(self, position: Position, expected: str, found: str) -> None:
        self.found.append((position, f"expected {expected}, found {found}"))

    def expected(self, expected: str, word: Word) -> None:
        self.add(word.position, expected, f"`{word.text}`")

    def lines(self) -> list[str]:
        return [f"{position}: {text}" for position, text in sorted(self.found)]


def choice(names: Iterable[str]) -> str:
    """The names among which one can choose, for a message."""
    return ", ".join(names) or "there are none"
