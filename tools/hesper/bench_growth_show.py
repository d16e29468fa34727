"""What `./hesper bench --growth` and `--bulk` print."""

from __future__ import annotations

from typing import Any

Results = dict[str, Any]


def columns(rows: list[list[str]]) -> None:
    """As wide as they must be; names to the left, figures to the right."""
    widths = [max(len(row[column]) for row in rows)
              for column in range(len(rows[0]))]
    for row in rows:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(size) for cell, size in zip(row[1:], widths[1:])]
        print("  ".join(cells).rstrip())


def number(value: int | float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"


def totals_of(kind: Results) -> dict[str, list[int | float]]:
    """An operation's totals, one for each size."""
    totals: dict[str, list[int | float]] = {}
    for size in kind["sizes"]:
        for one in size["operations"]:
            totals.setdefault(one["name"], []).append(one["total"])
    return totals


def spread(totals: list[int | float]) -> int | float:
    """Between the sizes; as exact as the figures are."""
    return round(max(totals) - min(totals), 3)


def heading(size: Results) -> str:
    """How many there are; more were asked for if it has a mark."""
    mark = "!" if size["reached"] < size["size"] else ""
    return number(size["reached"]) + mark


def show_kind(kind: Results) -> None:
    rows = [[kind["name"], *(heading(size) for size in kind["sizes"]),
             "spread"]]
    rows += [[f"  {name}", *map(number, totals), number(spread(totals))]
             for name, totals in totals_of(kind).items()]
    if len(rows) == 1:
        return
    columns(rows)
    print(f"  longest stretch with interrupts masked: "
          f"{number(kind['masked_max'])}")
    for size in kind["sizes"]:
        if size["reached"] < size["size"]:
            print(f"  ! {size['size']:,} do not fit into the memory; "
                  f"{size['reached']:,} do")


def show_growth(results: Results) -> None:
    for kind in results["kinds"]:
        show_kind(kind)
    columns([["memory", "bytes", "slots", "own bytes"],
             *([f"  {row['name']}", *(number(row[key]) for key in
                                      ("bytes", "slots", "own"))]
               for row in results["memory"])])
    start = results["start"]
    columns([["start", "user", "kernel", "total", "min", "max", "n"],
             *([f"  {one['name']}", *(number(one[key]) for key in (
                 "user", "kernel", "total", "min", "max", "n"))]
               for one in (start["all"], start["each"]))])
    print(f"  {number(start['domains'])} domains of {number(start['bytes'])} "
          f"bytes each, {number(start['objects'])} without gaps")


def show_bulk(results: Results) -> None:
    rows = [["bytes", "operation", "user", "kernel", "total", "n"]]
    for row in results["bulk"]:
        rows += [[number(row["bytes"]), one["name"],
                  *(number(one[key]) for key in
                    ("user", "kernel", "total", "n"))]
                 for one in row["operations"]]
    columns(rows)
    passed = {one["total"] for row in results["bulk"]
              for one in row["operations"] if one["name"] == "bulk_pass"}
    if passed:
        print(f"bulk_pass differs between sizes by "
              f"{number(max(passed) - min(passed))}")
