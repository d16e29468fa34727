"""The section of docs/performance.md about the longest ways through the kernel,
out of bench/results/worst-*.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hesper.common import BOARDS

TEXT = """\
## The longest paths

    ./hesper bench --worst                                          # measure, print the table
    ./hesper bench --worst --compare bench/results/worst-raspi.json # fails if a path is longer
    ./hesper bench --worst --json bench/results/worst-raspi.json    # new figures to commit

`bench/worst/` drives each operation of each object, and each other way into the kernel, with the worst arguments and in
the worst surroundings that we know: the largest steps of mapping and clearing, calls 64 deep whose threads have
sched_contexts that cannot run, faults of handlers as deep as they go, gates with 64 activations, 2,583 deadlines in the
thinnest search tree there is, somebody else's deletion half done. The caller was itself called by the fast path, while
another thread's FP state was in the registers. An operation in `caps/` without a case here is an error.

*masked* is the longest stretch with interrupts masked, in instructions: from entering the kernel, or from a look for
interrupts, to the next look or the way out. **None may be longer than 3,000, whatever user code does**; a test asserts
it. *entry* is the longest way from entering the kernel to leaving it when nothing interrupts it; where that is much
more, the operation goes in *steps*, and gives way after each of them.

"""

TEXT_END = """\

`kernel.call` and the other names with `kernel` are what enters the kernel besides the operations: a gate's call and
return, a fault, the first use of FP, a device's interrupt, a deadline that has come, the end of a time slice.
`console.power_off` is not measured: nothing comes after it.

What grows, and how: a search tree (of deadlines, of a gate's waiters) by about 40 instructions for each doubling of
its members; all else is bounded by constants of `caps/abi.h`. What the figures do not say: `console.write` waits for
the serial line, which takes longer on real hardware than in QEMU. Deadlines that come at the same time are entries one
right behind the other, with no instruction of a program in between.

"""


def load(folder: Path) -> dict[str, dict[str, Any]]:
    """By board."""
    return {name: json.loads(path.read_text()) for name in BOARDS
            if (path := folder / f"worst-{name}.json").exists()}


def cells(one: dict[str, Any] | None) -> list[str]:
    if one is None:
        return [""] * 3
    return [f"{one['masked']:,}", f"{one['entry']:,}",
            f"{one['steps']:,}" if one["steps"] else ""]


def section(folder: Path) -> str:
    """Empty before anything was measured."""
    results = load(folder)
    if not results:
        return ""
    paths = {name: {one["name"]: one for one in found["paths"]}
             for name, found in results.items()}
    names = list(dict.fromkeys(
        one["name"] for found in results.values() for one in found["paths"]))
    head = ["operation"]
    for name in results:
        head += [f"{name}: masked", "entry", "steps"]
    rows = [head, ["---"] + ["--:"] * (len(head) - 1) + ["---"]]
    head.append("the longest masked stretch is of this case")
    for name in names:
        row = [f"`{name}`"]
        for found in paths.values():
            row += cells(found.get(name))
        case = next(found[name]["masked_case"] for found in paths.values()
                    if name in found)
        rows.append(row + [case])
    return (TEXT + "\n".join("| " + " | ".join(row) + " |" for row in rows)
            + "\n" + TEXT_END)
