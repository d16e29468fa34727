"""The statuses and their meanings, read from `enum status` in caps/abi.h."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Status:
    name: str  # as in C
    value: int
    meaning: str


def read_statuses(header: str) -> list[Status]:
    """Every enumerator of `enum status` with the comment beside it."""
    body = re.search(r"enum status \{(.*?)\n\};", header, re.DOTALL)
    if body is None:
        return []
    member = re.compile(
        r"^\s*([A-Z][A-Z0-9_]*) = (-?\d+),?[ \t]*(?:/\*(.*?)\*/)?",
        re.DOTALL | re.MULTILINE,
    )
    return [
        Status(name, int(value), " ".join((meaning or "").split()))
        for name, value, meaning in member.findall(body[1])
    ]
