"""The memory map that the kernel prints at boot, as data."""

from __future__ import annotations

import re
from dataclasses import dataclass

ROW = re.compile(r"^ +([0-9a-f]{16}) +([0-9a-f]{10}) +(\d+) KiB +(.{14}) (.+)$",
                 re.MULTILINE)


@dataclass(frozen=True)
class Row:
    virtual: int
    physical: int
    bytes: int
    attributes: str
    what: str

    @property
    def end(self) -> int:
        return self.physical + self.bytes

    @property
    def of_kernel(self) -> bool:
        """Of the kernel's half of the addresses."""
        return self.virtual >> 63 == 1

    @property
    def device(self) -> bool:
        return "device" in self.attributes

    def overlaps(self, other: Row) -> bool:
        return self.physical < other.end and other.physical < self.end


def rows(boot_log: str) -> list[Row]:
    return [Row(int(virtual, 16), int(physical, 16), int(size) * 1024,
                attributes.strip(), what.strip())
            for virtual, physical, size, attributes, what
            in ROW.findall(boot_log)]


def user_rows(boot_log: str) -> list[Row]:
    """What programs are given."""
    return [row for row in rows(boot_log)
            if not row.of_kernel and row.attributes != "not granted"]


def untyped_bytes(boot_log: str) -> int:
    """RAM that is handed out as untypeds."""
    return sum(row.bytes for row in user_rows(boot_log)
               if row.what.startswith("untyped") and not row.device)
