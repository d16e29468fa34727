"""`./hesper bench --growth` and `--bulk`: the same operations while there are
many of something, what objects take, starting domains, and bulk data."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hesper.bench_growth_run import Part, Run, prepare, run
from hesper.bench_run import commit
from hesper.common import Board, HesperError, board_named, say

KINDS = ("domains", "threads", "capabilities", "mappings", "callers",
         "waiters", "timers")
SIZES = (1, 10, 100, 1000, 10000)
STARTED = 1000
BULK = (1, 4096, 1 << 20, 1 << 26)
FIGURES = ("user", "kernel", "total")

Results = dict[str, Any]


def names_and_values(values: list[str]) -> dict[str, int]:
    """`bytes 12 slots 3`, as the program prints it."""
    return {name: int(value) for name, value in zip(values[::2], values[1::2])}


# ---- measuring ----

def kind_of(name: str, measured: Run, pattern: re.Pattern[str]) -> Results:
    """Its operations at each size, of those whose `kind/name` matches."""
    sizes = []
    for part in measured.parts:
        if part.word != "size":
            continue
        sizes.append({
            "size": int(part.values[1]), "reached": int(part.values[3]),
            "operations": [one for one in part.operations
                           if pattern.search(f"{name}/{one['name']}")]})
    return {"name": name, "masked_max": measured.masked_max, "sizes": sizes}


def objects_of(parts: list[Part]) -> list[Results]:
    return [{"name": part.values[0],
             **names_and_values(["bytes", *part.values[1:]])}
            for part in parts if part.word == "memory"]


def start_of(parts: list[Part]) -> Results:
    """The interval around all of them is printed before the line about them;
    the one for each comes after it."""
    place = next(index for index, part in enumerate(parts)
                 if part.word == "started")
    started = parts[place]
    return {**names_and_values(["domains", *started.values]),
            "all": parts[place - 1].operations[-1],
            "each": started.operations[0]}


def measure_growth(board: Board, pattern: re.Pattern[str],
                   largest: int | None) -> Results:
    sizes = [size for size in SIZES if largest is None or size <= largest]
    domains = min(largest or STARTED, STARTED)
    prepare(board)
    kinds = []
    for name in KINDS:
        say(f"{board.name}: {name}, up to {sizes[-1]:,}")
        measured = run(board, [f"{name} {size}" for size in sizes])
        kinds.append(kind_of(name, measured, pattern))
    say(f"{board.name}: what objects take, and starting {domains:,} domains")
    parts = run(board, ["memory 0", f"start {domains}"]).parts
    return {"board": board.name, "commit": commit(), "kinds": kinds,
            "memory": objects_of(parts), "start": start_of(parts)}


def measure_bulk(board: Board, pattern: re.Pattern[str],
                 largest: int | None) -> Results:
    sizes = [size for size in BULK if largest is None or size <= largest]
    prepare(board)
    say(f"{board.name}: bulk data, up to {sizes[-1]:,} bytes")
    measured = run(board, [f"bulk {size}" for size in sizes])
    rows = [{"bytes": int(part.values[0]),
             "operations": [one for one in part.operations
                            if pattern.search(one["name"])]}
            for part in measured.parts if part.word == "bulk"]
    return {"board": board.name, "commit": commit(),
            "masked_max": measured.masked_max, "bulk": rows}


# ---- comparing ----

def figures_of(results: Results) -> dict[str, Any]:
    """Every figure that is the same in each run, long or short, by a name."""
    found: dict[str, Any] = {}

    def add(name: str, row: Results, keys: tuple[str, ...]) -> None:
        found.update({f"{name} {key}": row[key] for key in keys})

    for kind in results.get("kinds", []):
        for size in kind["sizes"]:
            for one in size["operations"]:
                add(f"{kind['name']} {size['size']} {one['name']}", one,
                    FIGURES)
    for row in results.get("memory", []):
        add(row["name"], row, ("bytes", "slots", "own"))
    if "start" in results:
        add("start_domain", results["start"]["each"], FIGURES)
    for row in results.get("bulk", []):
        for one in row["operations"]:
            add(f"{one['name']} {row['bytes']}", one, FIGURES)
    return found


def differences(before: Results, now: Results) -> list[str]:
    """One line for each figure measured now that is not as it was."""
    old = figures_of(before)
    return [f"{name}: {old.get(name, 'not measured')} -> {value}"
            for name, value in figures_of(now).items()
            if old.get(name) != value]


def compare(path: Path, before: Results, now: Results) -> int:
    lines = differences(before, now)
    if not lines:
        print(f"the same as in {path}")
        return 0
    print(f"not as in {path} (commit {before.get('commit')}); if that is "
          f"meant, `./hesper bench {now['board']} --renew`:")
    for line in lines:
        print(f"  {line}")
    return 1


# ---- the commands ----

def read(path: Path) -> Results:
    try:
        results: Results = json.loads(path.read_text())
    except OSError as error:
        raise HesperError(f"{path}: {error.strerror}") from None
    except ValueError:
        raise HesperError(f"{path}: no results, as --json writes them"
                          ) from None
    return results


def as_text(results: Results) -> str:
    """As JSON; what has no parts of its own stands on one line."""
    def one_line(found: re.Match[str]) -> str:
        return json.dumps(json.loads(found[0]))

    return re.sub(r"\{[^{}\[\]]*\}", one_line,
                  json.dumps(results, indent=1)) + "\n"


def measure_and_tell(arguments: argparse.Namespace, pattern: re.Pattern[str],
                     measure: Callable[[Board, re.Pattern[str], int | None],
                                       Results],
                     show: Callable[[Results], None]) -> int:
    if arguments.largest is not None and arguments.largest < 1:
        raise HesperError("--largest: expected a number from 1 on")
    # Before the run: the file may be the one that --json writes.
    before = read(Path(arguments.compare)) if arguments.compare else None
    results = measure(board_named(arguments.board), pattern, arguments.largest)
    show(results)
    if arguments.json:
        Path(arguments.json).write_text(as_text(results))
    return compare(Path(arguments.compare), before, results) if before else 0
