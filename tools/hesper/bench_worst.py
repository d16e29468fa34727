"""`./hesper bench --worst`: the longest way through the kernel, for each
operation of each object and for each other way into the kernel. bench/worst/
does the cases; what of them has to be there comes from caps/."""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hesper import bench_run
from hesper.common import BUILD, Board, HesperError
from hesper.symbols import symbolise

# No stretch with interrupts masked may be longer, whatever user code does.
BOUND = 3000
CASE = re.compile(r"^bench: worst ([\w.]+): (.*)$", re.M)
ABSENT = re.compile(r"^bench: absent (\w+)$", re.M)
# What enters the kernel besides the operations of caps/.
OTHERS = ("kernel.call", "kernel.return", "kernel.fault", "kernel.fp",
          "kernel.interrupt", "kernel.deadline", "kernel.slice")
NOT_MEASURED = {"console.power_off": "nothing comes after it"}

Row = dict[str, Any]


@dataclass
class Longest:
    """Of one operation: the longest stretch with interrupts masked, the longest
    entry (from entering the kernel to leaving it) and of which case each of
    them was; how many steps an entry took at most, after each of which
    interrupts were looked for; how many cases there are."""

    name: str
    masked: int
    masked_case: str
    entry: int
    entry_case: str
    steps: int
    cases: int


@dataclass
class Case:
    name: str
    text: str
    rows: list[Row]

    def most(self, figure: str) -> int:
        return max(row[figure] for row in self.rows)


def operations_of(board: Board) -> list[str]:
    """`object.operation` of everything in caps/, as capgen made it for this
    board's build."""
    path = BUILD / board.release / "generated" / "caps.json"
    return [f"{one['name']}.{operation['name']}"
            for one in json.loads(path.read_text())["objects"]
            for operation in one["operations"]]


def cases_of(output: str, rows: list[Row]) -> list[Case]:
    """The intervals up to each mark of a group are those of one case."""
    texts = CASE.findall(output)
    groups = sum(row["kind"] == "group" for row in rows)
    if groups != len(texts):
        raise HesperError(f"{len(texts)} cases were printed but {groups} were "
                          "counted")
    cases: list[Case] = []
    intervals: list[Row] = []
    for row in rows:
        if row["kind"] == "interval":
            intervals.append(row)
        elif row["kind"] == "group":
            name, text = texts[len(cases)]
            if not intervals:
                raise HesperError(f"nothing was counted in the case `{name}: "
                                  f"{text}`: its interval has no end")
            cases.append(Case(name, text.strip(), intervals))
            intervals = []
    return cases


def longest_of(cases: list[Case]) -> list[Longest]:
    """By name, in the order in which the names came first."""
    named: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        named[case.name].append(case)
    found = []
    for name, same in named.items():
        masked = max(same, key=lambda case: case.most("longest_masked"))
        entry = max(same, key=lambda case: case.most("longest_entry"))
        found.append(Longest(
            name, masked.most("longest_masked"), masked.text,
            entry.most("longest_entry"), entry.text,
            max(case.most("looks") for case in same), len(same)))
    return found


def missing(operations: list[str], absent: list[str],
            found: list[Longest]) -> list[str]:
    """What has no case, and cases of what there is not."""
    needed = {name for name in operations
              if name.partition(".")[0] not in absent}
    needed = needed - set(NOT_MEASURED) | set(OTHERS)
    names = {one.name for one in found}
    return ([f"{name}: has no worst case in bench/worst/"
             for name in sorted(needed - names)]
            + [f"{name}: is measured, but there is no such operation"
               for name in sorted(names - needed)])


@dataclass
class Result:
    paths: list[Longest]
    missing: list[str]
    # Of the whole run: what prepares the cases is user code as well.
    longest: int
    longest_at: str


def measure(board: Board) -> Result:
    output, rows = bench_run.count(board, profile=False, program="worst")
    paths = longest_of(cases_of(output, rows))
    order = operations_of(board) + list(OTHERS)
    lacking = missing(operations_of(board), ABSENT.findall(output), paths)
    paths.sort(key=lambda one: order.index(one.name)
               if one.name in order else len(order))
    core = bench_run.busy_core(rows)
    return Result(paths, lacking, core["longest_masked"],
                  core["longest_masked_pc"])


def as_json(board: Board, result: Result) -> dict[str, Any]:
    return {"board": board.name, "commit": bench_run.commit(), "bound": BOUND,
            "longest_masked": result.longest,
            "paths": [asdict(one) for one in result.paths]}


def as_text(board: Board, result: Result) -> str:
    return json.dumps(as_json(board, result), indent=2) + "\n"


def worse(before: dict[str, Any], now: list[Longest]) -> list[str]:
    """One line for each way that has become longer or is gone."""
    found = {one.name: one for one in now}
    lines = []
    for old in before["paths"]:
        new = found.get(old["name"])
        if new is None:
            lines.append(f"{old['name']}: is not measured any more")
            continue
        lines += [f"{old['name']}: {figure} {old[figure]} -> "
                  f"{getattr(new, figure)}"
                  for figure in ("masked", "entry")
                  if getattr(new, figure) > old[figure]]
    return lines


def too_long(board: Board, result: Result) -> list[str]:
    lines = [f"{one.name}: {one.masked} instructions with interrupts masked; "
             f"at most {BOUND} are allowed ({one.masked_case})"
             for one in result.paths if one.masked > BOUND]
    if result.longest > BOUND and not lines:
        where = symbolise(board.kernel(), [result.longest_at])
        lines.append(f"{result.longest} instructions with interrupts masked "
                     "outside of the cases, where they are prepared; it "
                     f"begins at {' '.join(where) or result.longest_at}")
    return lines


def table(paths: list[Longest]) -> list[list[str]]:
    rows = [["operation", "masked", "entry", "steps", "cases"]]
    for one in paths:
        rows.append([one.name, str(one.masked), str(one.entry),
                     str(one.steps or ""), str(one.cases)])
    return rows


def command(arguments: argparse.Namespace, board: Board,
            pattern: re.Pattern[str]) -> tuple[list[list[str]], list[str]]:
    """The table's rows, and what is wrong."""
    # Before the run: the file may be the one that --json writes.
    before = (bench_run.read_results(Path(arguments.compare), "paths", pattern)
              if arguments.compare else None)
    result = measure(board)
    result.paths = [one for one in result.paths if pattern.search(one.name)]
    wrong = too_long(board, result) + result.missing
    if before:
        wrong += worse(before, result.paths)
    if arguments.json:
        Path(arguments.json).write_text(as_text(board, result))
    return table(result.paths), wrong
