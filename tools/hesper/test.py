"""`./hesper test`: all groups, one closing line."""

from __future__ import annotations

import argparse
import re
import sys
import time

from hesper.common import HesperError
from hesper.fuzz import fuzz_group
from hesper.groups import (Group, capgen_group, host_group, pc_group,
                           pc_bochs_group, pc_plain_group, raspi_group, raspi_plain_group,
                           system_group, tools_group)
from hesper.results import (FAILED, Result, as_json, count, summary)
from hesper.style import style_group

GROUPS: dict[str, Group] = {
    "style": style_group,
    "tools": tools_group,
    "capgen": capgen_group,
    "host": host_group,
    "fuzz": fuzz_group,
    "raspi": raspi_group,
    "pc": pc_group,
    "raspi-plain": raspi_plain_group,
    "pc-plain": pc_plain_group,
    "pc-bochs": pc_bochs_group,
    "system": system_group,
}
DETAIL_LINES = 60


def run_group(name: str, pattern: re.Pattern[str]) -> list[Result]:
    """A group that cannot even begin is one failed test."""
    try:
        return GROUPS[name](pattern)
    except HesperError as error:
        return [Result(name, "(set-up)", FAILED, str(error))]


def tell(result: Result, out: object) -> None:
    lines = result.detail.strip().splitlines()
    if len(lines) > DETAIL_LINES:
        lines = ["..."] + lines[-DETAIL_LINES:]
    print(f"FAILED {result.group}: {result.name}", file=out)
    for line in lines:
        print(f"    {line}", file=out)


def command(arguments: argparse.Namespace) -> int:
    for name in arguments.group:
        if name not in GROUPS:
            raise HesperError(f"there is no test group `{name}`; there are: "
                              + ", ".join(GROUPS))
    try:
        pattern = re.compile(arguments.filter)
    except re.error as error:
        raise HesperError(f"--filter: {error}") from None
    out = sys.stderr if arguments.json else sys.stdout
    results: list[Result] = []
    for name in arguments.group or GROUPS:
        print(f"{name}: running", file=out, flush=True)
        start = time.monotonic()
        of_group = run_group(name, pattern)
        for result in of_group:
            if result.outcome == FAILED:
                tell(result, out)
        print(f"{name}: {summary(of_group)} "
              f"({time.monotonic() - start:.1f} s)", file=out, flush=True)
        results += of_group
    if arguments.json:
        print(as_json(results))
    else:
        print(summary(results))
    if not results:
        print("hesper: no test ran", file=sys.stderr)
    return 1 if count(results, FAILED) or not results else 0
