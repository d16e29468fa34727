"""`./hesper bench`: what each operation costs, exactly."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

from hesper import (bench_cores, bench_cycles, bench_docs, bench_flame,
                    bench_growth, bench_growth_show, bench_profile,
                    bench_worst, size)
from hesper.bench_run import (Measurement, Operation, as_json, measure,
                              read_results)
from hesper.common import ROOT, Board, HesperError, board_named, say
from hesper.peers import MARKS, PEERS
from hesper.symbols import symbolise

FIGURES = ("user", "kernel", "total", "max")


def number(value: int | float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}"


def table(cpu: str, operations: list[Operation]) -> list[list[str]]:
    """The rows of the result, the heading first."""
    rows = [["operation", "user", "kernel", "total", "min", "max", "n", "bar",
             "", *PEERS]]
    for one in operations:
        mark = MARKS[cpu].get(one.name)
        row = [one.name, *map(number, (one.user, one.kernel, one.total,
                                       one.min, one.max, one.n))]
        if mark:
            met = getattr(one, mark.counts) <= mark.bar
            row += [f"{mark.counts} {mark.bar}", "met" if met else "missed"]
            row += [str(mark.peers.get(peer, "")) for peer in PEERS]
        rows.append(row)
    return rows


def show(rows: list[list[str]]) -> None:
    """Columns as wide as they must be; names to the left, figures to the
    right."""
    count = max(len(row) for row in rows)
    rows = [row + [""] * (count - len(row)) for row in rows]
    widths = [max(len(row[column]) for row in rows) for column in range(count)]
    for row in rows:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width)
                  for cell, width in zip(row[1:], widths[1:])]
        print("  ".join(cells).rstrip())


def worse(before: dict[str, Any], now: list[Operation]) -> list[str]:
    """One line for each figure that has grown or is not there any more."""
    lines = []
    found = {one.name: one for one in now}
    for old in before["operations"]:
        new = found.get(old["name"])
        if new is None:
            lines.append(f"{old['name']}: is not measured any more")
            continue
        lines += [f"{old['name']}: {figure} {number(old[figure])} -> "
                  f"{number(getattr(new, figure))}"
                  for figure in FIGURES if getattr(new, figure) > old[figure]]
    return lines


def compare(path: Path, before: dict[str, Any], now: list[Operation]) -> int:
    lines = worse(before, now)
    if not lines:
        print(f"nothing is worse than in {path}")
        return 0
    print(f"worse than in {path} (commit {before['commit']}):")
    for line in lines:
        print(f"  {line}")
    return 1


def tell_masked(board: Board, measurement: Measurement) -> None:
    where = symbolise(board.kernel(), [measurement.masked_at])
    print(f"masked_max begins at {' '.join(where) or measurement.masked_at}")


def renew(board: Board) -> int:
    """All committed figures of the board."""
    everything = re.compile("")
    texts = {
        board.name:
            json.dumps(as_json(board, measure(board).operations), indent=2)
            + "\n",
        f"growth-{board.name}": bench_growth.as_text(
            bench_growth.measure_growth(board, everything, None)),
        f"bulk-{board.name}": bench_growth.as_text(
            bench_growth.measure_bulk(board, everything, None)),
        f"worst-{board.name}": bench_worst.as_text(
            board, bench_worst.measure(board)),
        f"size-{board.name}": size.as_text(board, *size.measure(board)),
    }
    for name, text in texts.items():
        path = bench_docs.RESULTS / f"{name}.json"
        path.write_text(text)
        say(f"wrote {path.relative_to(ROOT)}")
    return 0


def write_flame_graph(board: Board, measurement: Measurement, name: str,
                      file: Path) -> None:
    group = bench_profile.group_named(measurement, name)
    programs = bench_profile.Programs(board, measurement)
    steps = bench_flame.steps_of(programs, group.path)
    file.write_text(bench_flame.flame_graph(
        bench_flame.frames_of(name, steps)))
    say(f"wrote {file}: {len(steps)} instructions")


def show_cores(board: Board, measurement: Measurement, file: str | None
               ) -> None:
    show(bench_cores.table(bench_profile.Programs(board, measurement),
                           measurement))
    if file:
        cores = [bench_cores.figures(row) for row in measurement.cores]
        Path(file).write_text(json.dumps(
            {"board": board.name, "cores": cores}, indent=2) + "\n")


def show_cycles(board: Board, pattern: re.Pattern[str], in_bochs: bool
                ) -> None:
    found = (bench_cycles.measure_in_bochs(board) if in_bochs
             else bench_cycles.measure(board))
    rows = [["operation", "usual", "min", "max", "n"]]
    rows += [[one.name, *map(number, (one.total, one.min, one.max, one.n))]
             for one in found
             if pattern.search(one.name)]
    show(rows)


def show_worst(arguments: argparse.Namespace, board: Board,
               pattern: re.Pattern[str]) -> int:
    rows, wrong = bench_worst.command(arguments, board, pattern)
    show(rows)
    for line in wrong:
        print(line)
    return 1 if wrong else 0


def command(arguments: argparse.Namespace) -> int:
    board = board_named(arguments.board)
    try:
        pattern = re.compile(arguments.filter)
    except re.error as error:
        raise HesperError(f"--filter: {error}") from None
    if arguments.docs:
        for path in bench_docs.write():
            say(f"wrote {path}")
        return 0
    if arguments.largest is not None and not (arguments.growth
                                              or arguments.bulk):
        raise HesperError("--largest: goes with --growth or --bulk")
    if arguments.bochs and (not arguments.cycles or board.name != "pc"):
        raise HesperError("--bochs goes with the pc board and --cycles: the "
                          "plugin is QEMU's")
    if arguments.renew:
        return renew(board)
    if arguments.growth:
        return bench_growth.measure_and_tell(
            arguments, pattern, bench_growth.measure_growth,
            bench_growth_show.show_growth)
    if arguments.bulk:
        return bench_growth.measure_and_tell(
            arguments, pattern, bench_growth.measure_bulk,
            bench_growth_show.show_bulk)
    if arguments.cycles:
        show_cycles(board, pattern, arguments.bochs)
        return 0
    if arguments.worst:
        return show_worst(arguments, board, pattern)
    name = arguments.profile or arguments.path
    # Before the run: the file may be the one that --json writes.
    before = (read_results(Path(arguments.compare), "operations", pattern)
              if arguments.compare else None)
    if arguments.svg and not arguments.profile:
        raise HesperError("--svg FILE draws what --profile NAME measures: give "
                          "both")
    measurement = measure(board, profile=bool(name))
    if arguments.cores:
        show_cores(board, measurement, arguments.json)
        return 0
    if arguments.svg:
        write_flame_graph(board, measurement, name, Path(arguments.svg))
        return 0
    if name:
        bench_profile.show(board, measurement, name,
                           path=bool(arguments.path))
        return 0
    operations = [one for one in measurement.operations
                  if pattern.search(one.name)]
    show(table(board.cpu, operations))
    if any(one.name == "masked_max" for one in operations):
        tell_masked(board, measurement)
    if arguments.json:
        text = json.dumps(as_json(board, operations), indent=2)
        Path(arguments.json).write_text(text + "\n")
    return compare(Path(arguments.compare), before, operations) if before else 0
