"""`./hesper bench --cores`: what each core executed in the whole run."""

from __future__ import annotations

from typing import Any

from hesper.bench_profile import Programs
from hesper.bench_run import Measurement

FIGURES = ("user", "kernel", "boot", "firmware", "entries", "wakes", "looks",
           "longest_entry", "longest_masked")


def figures(row: dict[str, Any]) -> dict[str, Any]:
    return {"core": row["core"], **{name: row[name] for name in FIGURES},
            "last": row["last"]}


def place(programs: Programs, row: dict[str, Any]) -> str:
    """Where the core was last."""
    if row["kernel"] == 0:
        return "firmware"
    address = int(row["last"], 16)
    program = programs.of(address)
    return f"{program.mode} {program.function(address)}"


def table(programs: Programs, measurement: Measurement) -> list[list[str]]:
    rows = [["core", *FIGURES, "was last in"]]
    for row in measurement.cores:
        rows.append([str(row["core"]), *(str(row[name]) for name in FIGURES),
                     place(programs, row)])
    return rows
