"""The part of docs/performance.md about growth and bulk data, and its charts,
out of bench/results/growth-*.json and bulk-*.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hesper import bench_growth_text as text
from hesper.bench_growth_chart import Line, line_chart
from hesper.bench_growth_show import number, spread, totals_of
from hesper.common import BOARDS, ROOT, Board

RESULTS = ROOT / "bench" / "results"
# What stands for each kind in the chart.
CHART = (
    ("domains", "gate_call_return"), ("threads", "yield_among_many"),
    ("capabilities", "derive_from_many"), ("mappings", "map_frame"),
    ("waiters", "signal_first_of_many"), ("timers", "deadline_to_user"),
    ("timers", "wait_deadline_switch"), ("callers", "call_that_waits"),
    ("callers", "answer_to_waiting"),
)

Results = dict[str, Any]


def load(what: str) -> dict[str, Results]:
    """The committed results of each board that has them."""
    paths = {name: RESULTS / f"{what}-{name}.json" for name in BOARDS}
    return {name: json.loads(path.read_text())
            for name, path in paths.items() if path.exists()}


# Columns of words, by their headings; all others hold figures.
WORDS = ("", "many", "operation", "what", "why")


def markdown(rows: list[list[str]]) -> str:
    line = ["---" if name in WORDS else "--:" for name in rows[0]]
    return "".join(f"| {' | '.join(row)} |\n"
                   for row in (rows[0], line, *rows[1:]))


# ---- growth ----

def cell(totals: list[int | float] | None) -> str:
    if totals is None:
        return ""
    if spread(totals) == 0:
        return number(totals[0])
    return f"**{number(min(totals))} to {number(max(totals))}**"


def growth_table(results: Results) -> str:
    kinds = {kind["name"]: totals_of(kind) for kind in results["kinds"]}
    names = list(dict.fromkeys(name for totals in kinds.values()
                               for name in totals))
    rows = [["operation", *kinds]]
    rows += [[f"`{name}`", *(cell(totals.get(name))
                             for totals in kinds.values())] for name in names]
    rows.append(["interrupts masked at most", *(
        number(kind["masked_max"]) for kind in results["kinds"])])
    return markdown(rows)


def varying(results: Results) -> list[tuple[str, str, list[int | float]]]:
    return [(kind["name"], name, totals) for kind in results["kinds"]
            for name, totals in totals_of(kind).items() if spread(totals)]


def varying_table(results: Results) -> str:
    sizes = [number(size["size"]) for size in results["kinds"][0]["sizes"]]
    rows = [["many", "operation", *sizes, "spread", "why"]]
    rows += [[kind, f"`{name}`", *map(number, totals),
              number(spread(totals)), text.REASONS[kind, name]]
             for kind, name, totals in varying(results)]
    return markdown(rows)


def limits(results: Results) -> str:
    """Where there were fewer than asked for."""
    lines = [f"- Of {size['size']:,} {kind['name']} only {size['reached']:,} "
             "fit into the memory.\n" for kind in results["kinds"]
             for size in kind["sizes"] if size["reached"] < size["size"]]
    return "\n" + "".join(lines) if lines else ""


def growth_section(board: Board, results: Results) -> str:
    return (f"### {board.title}\n\n"
            f"![chart](performance-growth-{board.name}.svg)\n\n"
            + growth_table(results) + text.NOT_CONSTANT
            + varying_table(results) + limits(results) + "\n")


def growth_chart(board: Board, results: Results) -> str:
    kinds = {kind["name"]: kind for kind in results["kinds"]}
    lines = []
    for kind, name in CHART:
        totals = totals_of(kinds[kind])[name]
        reached = [size["reached"] for size in kinds[kind]["sizes"]]
        lines.append(Line(f"{name} ({kind})", list(zip(reached, totals))))
    return line_chart(f"Instructions on {board.title} while there are many of "
                      "something", "How many there are, of what stands in "
                      "brackets", lines)


# ---- memory and starting ----

def memory_table(found: dict[str, Results]) -> str:
    boards = list(found)
    rows = [["", *(BOARDS[name].title for name in boards), "slots",
             "own bytes", "what"]]
    of_board = [{row["name"]: row for row in found[name]["memory"]}
                for name in boards]
    for name, row in of_board[0].items():
        rows.append([f"`{name}`", *(number(of[name]["bytes"])
                                    for of in of_board),
                     number(row["slots"]), number(row["own"]),
                     text.MEMORY[name]])
    return markdown(rows)


def start_table(found: dict[str, Results]) -> str:
    rows = [["", "user", "kernel", "total", "for each", "until its call",
             "domain object", "bytes for each", "without gaps"]]
    for name, results in found.items():
        start = results["start"]
        one, each = start["all"], start["each"]
        rows.append([BOARDS[name].title, number(one["user"]),
                     number(one["kernel"]), number(one["total"]),
                     number(round(one["total"] / start["domains"])),
                     f"{number(each['min'])} to {number(each['max'])}",
                     *(number(start[key]) for key in
                       ("domain", "bytes", "objects"))])
    return markdown(rows)


# ---- bulk data ----

def bulk_table(results: Results) -> str:
    rows = [["bytes", "shared", "copied", "copied, per byte",
             "sharing, once"]]
    for row in results["bulk"]:
        totals = {one["name"]: one["total"] for one in row["operations"]}
        each = totals["bulk_copy"] / row["bytes"]
        rows.append([number(row["bytes"]), number(totals["bulk_pass"]),
                     number(totals["bulk_copy"]), f"{each:,.2f}",
                     number(totals["bulk_share"])])
    return markdown(rows)


def bulk_sections(found: dict[str, Results]) -> str:
    return "\n".join(
        f"{BOARDS[name].title}:\n\n{bulk_table(results)}\nInterrupts were "
        f"masked for at most {number(results['masked_max'])} instructions.\n"
        for name, results in found.items())


# ---- all of it ----

def explanations() -> str:
    kinds = "".join(f"- {name}: {what}.\n" for name, what
                    in text.KINDS.items())
    own = "".join(f"- `{name}`: {what}\n" for name, what
                  in text.WINDOWS.items())
    return f"What there are many of:\n\n{kinds}\nWhat only one has:\n\n{own}\n"


def page() -> str:
    found = load("growth")
    made = ""
    if found:
        first = next(iter(found.values()))
        least = " or ".join(
            f"{row['bytes'] // 1024} KiB ({BOARDS[name].title})"
            for name, results in found.items()
            for row in results["memory"] if row["name"] == "domain")
        made += text.GROWTH + explanations()
        made += "".join(growth_section(BOARDS[name], results)
                        for name, results in found.items())
        made += text.NOTES.format(domain=least)
        made += text.MEMORY_HEAD + memory_table(found)
        made += text.START_HEAD.format(
            domains=number(first["start"]["domains"])) + start_table(found)
    bulk = load("bulk")
    if bulk:
        made += text.BULK_HEAD + bulk_sections(bulk)
    return made


def charts(docs: Path) -> dict[Path, str]:
    return {docs / f"performance-growth-{name}.svg":
            growth_chart(BOARDS[name], results)
            for name, results in load("growth").items()}
