#!/usr/bin/python3
"""Says which statuses that the .cap files list no host test has provoked.

Usage: check_statuses.py BUILD, after the host tests have run there: they leave
what they saw in BUILD/statuses/, capgen what there is in generated/caps.json.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

# Listed and impossible on the host, each with its reason.
EXCEPTIONS: dict[tuple[str, str], str] = {
    ("console.power_off", "OK"): "it does not return",
    ("self.exit", "OK"): "it does not return",
}
# The host has none of these.
TYPES_ELSEWHERE = {"ioport", "ioport_control"}


def seen_in(folder: Path) -> set[tuple[int, int]]:
    """(operation, status) pairs that the tests saw."""
    pairs: set[tuple[int, int]] = set()
    for file in folder.glob("*.txt"):
        for line in file.read_text().splitlines():
            operation, status = line.split()
            pairs.add((int(operation), int(status)))
    return pairs


def missing(build: Path) -> list[str]:
    """`type.operation STATUS` for each pair that was not seen."""
    description = json.loads((build / "generated" / "caps.json").read_text())
    numbers = {item["name"]: item["value"]
               for item in description["statuses"]}
    seen = seen_in(build / "statuses")
    result = []
    for kind in description["objects"]:
        if kind["name"] in TYPES_ELSEWHERE:
            continue
        for operation in kind["operations"]:
            name = f"{kind['name']}.{operation['name']}"
            statuses = operation["statuses"]
            wanted = statuses["implicit"] + statuses["fails"] + ["OK"]
            result += [f"{name} {status}" for status in dict.fromkeys(wanted)
                       if (operation["number"], numbers[status]) not in seen
                       and (name, status) not in EXCEPTIONS]
    return result


def main() -> int:
    lines = missing(Path(sys.argv[1]))
    for line in lines:
        print(line)
    print(f"{len(lines)} never seen")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
