"""docs/performance.md and its charts, out of bench/results/*.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hesper import bench_growth_docs, bench_worst_docs, size_docs
from hesper.bench_chart import Series, chart
from hesper.common import BOARDS, ROOT, Board
from hesper.peers import MARKS, PEERS

RESULTS = ROOT / "bench" / "results"
DOCS = ROOT / "docs"
# Orders of magnitude larger than the rest: not in the chart.
NOT_IN_CHART = ("masked_max", "boot_to_root")

WINDOWS = {
    "gate_call_return":
        "From the call of the client's stub to its return: stub, kernel, "
        "server, kernel, stub. One word each way, the server in another "
        "domain. The stub is an ordinary function (it saves what a function "
        "must); the server looks at the operation's number and adds.",
    "gate_call_return_same_domain": "The same, the server in the client's own "
        "domain.",
    "invoke_empty_slot": "An invocation of an empty slot, which fails.",
    "signal": "Nobody waits.",
    "signal_switch":
        "From the signaller's stub to the end of the waiter's: the waiting "
        "thread has a higher priority and is in another domain.",
    "wait_switch":
        "From the waiter's stub to the end of the other thread's: the wait "
        "blocks, and a thread of lower priority in another domain goes on.",
    "yield_switch":
        "From one thread's yield to the end of the yield of another thread of "
        "the same priority, in another domain.",
    "fault_round_trip":
        "A page fault whose handler is in another domain: from the handler's "
        "return (*resume*) to its next entry, because the access faults "
        "again.",
    "irq_to_user":
        "From the interrupt of a device's line to the end of the stub of the "
        "thread that waits for it, of higher priority and in another domain.",
    "deadline_to_user": "The same for a wait whose deadline has come.",
    "retype_frame": "A frame of 4 KiB out of an untyped that `untyped.clear` "
        "has cleared.",
    "derive": "A child of a frame capability.",
    "delete": "That child.",
    "revoke_per_cap": "A revocation of 1,000 children, divided by 1,000; 10 "
        "of them.",
    "map_frame": "4 KiB into another domain, the page table being there.",
    "unmap_frame": "And out of it.",
    "masked_max":
        "The longest stretch with interrupts masked in the whole run: from a "
        "kernel entry, or a look for interrupts, to the next look or the way "
        "out. `n` is how many entries there were. The run also clears large "
        "memory, and deletes a domain full of mappings, a full table and a "
        "gate with 32 activations.",
    "boot_to_root": "The kernel's instructions before root's first one, "
        "without those that measure the clocks' rates.",
}

TEXT_BEGIN = """\
<!-- Made by `./hesper bench --docs` from bench/results/; do not edit. -->

# Performance

Everything here is counted in instructions, exactly: the release kernel runs in QEMU with
`-icount shift=0,sleep=off`, and a plugin of our own (`tools/plugin/`) is called before each instruction.
A run gives the same figures every time.

    ./hesper bench                                      # measure, print the table
    ./hesper bench --compare bench/results/raspi.json   # fails if anything is worse
    ./hesper bench raspi --renew                        # new figures to commit, all of a board
    ./hesper bench --docs                               # this page from those
    ./hesper bench --profile gate_call_return           # instructions by function
    ./hesper bench --profile gate_call_return --svg FILE  # the same as a flame graph
    ./hesper bench --path gate_call_return              # one by one, in order
    ./hesper bench --cycles                             # by the processor's counter, no plugin
    ./hesper bench pc --cycles --bochs                  # in another emulator
    ./hesper bench --cores                              # what each core executed
    ./hesper bench --worst                              # the longest ways through the kernel

Instruction counts say nothing about caches, TLBs and the cost of single instructions. **Cycles on real
hardware are not yet measured.**
"""

TEXT_WINDOWS = """\

## What is counted

The program in `bench/` runs in root's place. It has two protection domains, its own and another one with
a table of its own. Marks, which are nops to the processor, stand right before and right behind the
operation; where the operation switches threads, the interval begins in one thread and ends in the other.
*user* are instructions of programs in the interval, which include the stub that makes the invocation (a
function of its own, out of line), *kernel* those of the kernel. Shown is the most frequent repetition, then
the smallest and the largest total, and how many repetitions there were. The bar limits the figure that it
names.

All repetitions cost the same but for two reasons: once in 5 ms the interrupted thread's time slice has just
ended when the interrupt comes, and it goes to the end of its queue instead of the beginning; and a timer that
was programmed too early, which is allowed, is programmed again.

"""

TEXT_WHERE = """\
## Where the instructions are

`./hesper bench --profile NAME` shows them by function, `--path NAME` one by one. What bars there are for operations are
met on both boards; the goals for `gate_call_return` (125 and 110), which are no bars, are not. On the Raspberry Pi:

- `gate_call_return`: 32 are the stub's and the server's. Of the kernel's 105, 22 clear registers, 19 save and load what
  each side keeps, 12 are from the vector to the path, 12 the lock's; the rest looks up and checks slot, gate and
  activation, links them and loads the address space.
- Every plain invocation: 18 from the vector to the slot; 22 to save the message and the thread's own registers and to
  see who runs; 20 to decode; 24 to clear registers and leave. `invoke_empty_slot` is answered before all but the first
  and the last; `yield_switch` does without the message and the decoding.
- A capability as argument or result is 10 to 20 more; a slot of its own and its place in the tree about 45.
- A switch: about 48 for who goes first, what is left of a time slice, the address space and the timer, 29 to load
  whoever goes on, 34 to wake.
- `fault_round_trip`: the fault and the answer enter and leave the kernel once each; 50 connect the handler, 35 return.

On the PC also: registers are saved and loaded one by one, and there are fewer to keep values in. Of the 95 of
`gate_call_return` 14 are for segment registers (in which a program could leave 8 bits for the other side) and the FS
base, 8 clear registers, 6 are the lock's. Page tables have one level more.

The goals would take more than shorter code: on the Raspberry Pi the instructions that clear registers, take the lock and
tell an invocation from other exceptions are 44 of the kernel's, and on the PC the 14 for segment registers with those
that clear registers and take the lock are 28. All of them are promises.

Tried, and not kept: a count of free activations in place of bits in a pointer, doubly linked idle activations, and
states that are written at each call (together 70 more for `gate_call_return`); the check of arguments out of line (19
more for `derive`); a loop around the invocation for the helping step (20 more for every plain one); loading null
segments in place of looking at them (fewer instructions for a call on the PC, but eight loads of segments on a real
one); slices that begin when an equal turns up (6 fewer in each switch, but whoever ran alone would get a whole one
more).

"""

TEXT_PEERS = """\

The other kernels' figures are kernel instructions too (for the call: all of them), measured in the same
QEMU with unmodified kernels and minimal programs: seL4 16.0.0-dev (1326364) with its fast path, without MCS,
FPU switching disabled; NOVA 8b6c28a with its default flags.

"""


TEXT_CYCLES = """\

## With the processor's own counter, and on real hardware

    ./hesper bench --cycles

The same program reads the processor's cycle counter (PMCCNTR_EL0, the time stamp counter) right before each interval's
first mark and right behind its last one, and prints the most frequent difference, the smallest and the largest. What
the reading costs is measured by an interval with nothing in it and taken off. In QEMU, with `-icount shift=0`, these
counters count instructions, and a test asserts that they say exactly what the plugin says, without it
(`fault_round_trip` is 1 less: the plugin counts the access that faults). Intervals that begin with an interrupt are
left out: their beginning is in a row of marks and nothing else.

`./hesper bench pc --cycles --bochs` does the same in Bochs, whose processor is other code than QEMU's, and has PCIDs
and x2APIC. All figures are the same there but two, which a test asserts: `unmap_frame` is 14 more
(another PCID is flushed) and `revoke_per_cap` 10 (a look for interrupts is a RDMSR).

On real hardware the program runs without any change and prints cycles, on the serial line (115,200 baud), as lines
`bench: cycles NAME per N usual U min A max B n COUNT`; take off those of `empty_interval`, and divide by N:

- Raspberry Pi 3b: `build/raspi/hesper-raspi-bench.img`, which `./hesper bench` has built, as `kernel8.img` on the first
  partition of an SD card, beside the firmware's `bootcode.bin`, `start.elf` and `fixup.dat` and a `config.txt` with
  `arm_64bit=1` and `enable_uart=1`.
- PC: any loader of Multiboot 1 or 2, with `build/pc/kernel.elf` as the kernel and `build/pc/hesper-pc-bench.img` as its
  one module; the serial line is COM1.

| | Raspberry Pi 3b | PC |
| --- | --: | --: |
| cycles of every operation above | not yet measured | not yet measured |
"""


def load(board: Board) -> dict[str, Any] | None:
    path = RESULTS / f"{board.name}.json"
    if not path.exists():
        return None
    results: dict[str, Any] = json.loads(path.read_text())
    return results


def text_of(value: int | float | None) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.3f}"


def row_of(board: Board, one: dict[str, Any]) -> list[str]:
    mark = MARKS[board.cpu].get(one["name"])
    row = [f"`{one['name']}`", *(text_of(one[key]) for key in (
        "user", "kernel", "total", "min", "max", "n"))]
    if not mark:
        return row + [""] * (2 + len(PEERS))
    met = one[mark.counts] <= mark.bar
    bar = f"{mark.counts} {mark.bar:,}"
    if mark.goal:
        bar += f" (goal {mark.goal:,})"
    return row + [bar, "met" if met else "missed",
                  *(text_of(mark.peers.get(peer)) for peer in PEERS)]


def section(board: Board, results: dict[str, Any]) -> str:
    head = ["operation", "user", "kernel", "total", "min", "max", "n", "bar",
            "", *PEERS]
    rows = [row_of(board, one) for one in results["operations"]]
    lines = ["| " + " | ".join(row) + " |" for row in
             (head, ["---"] + ["--:"] * (len(head) - 1), *rows)]
    return (f"\n## {board.title}\n\n![chart](performance-{board.name}.svg)\n\n"
            + "\n".join(lines) + "\n")


def windows() -> str:
    return "".join(f"- `{name}`: {text}\n" for name, text in WINDOWS.items())


def board_chart(board: Board, results: dict[str, Any]) -> str:
    marks = MARKS[board.cpu]
    shown = [one for one in results["operations"]
             if one["name"] in marks and one["name"] not in NOT_IN_CHART]
    series = [
        Series("Hesper", "#2b6cb0",
               [one[marks[one["name"]].counts] for one in shown]),
        Series("Hesper's bar", "#a0c4e8",
               [marks[one["name"]].bar for one in shown]),
        Series("seL4", "#b7791f",
               [marks[one["name"]].peers.get("seL4") for one in shown]),
        Series("NOVA", "#718096",
               [marks[one["name"]].peers.get("NOVA") for one in shown]),
    ]
    return chart(f"Instructions on {board.title}; shorter is better",
                 [one["name"] for one in shown], series)


def files() -> dict[Path, str]:
    """What has to be in docs/."""
    results = {name: found for name, board in BOARDS.items()
               if (found := load(board))}
    page = TEXT_BEGIN
    page += "".join(section(BOARDS[name], found)
                    for name, found in results.items())
    page += TEXT_PEERS + TEXT_WHERE + bench_worst_docs.section(RESULTS)
    page += TEXT_WINDOWS + windows() + TEXT_CYCLES
    page += bench_growth_docs.page() + size_docs.section(RESULTS)
    made = {DOCS / "performance.md": page, **bench_growth_docs.charts(DOCS)}
    for name, found in results.items():
        made[DOCS / f"performance-{name}.svg"] = board_chart(BOARDS[name],
                                                             found)
    return made


def write() -> list[Path]:
    made = files()
    for path, text in made.items():
        path.write_text(text)
    return [path.relative_to(ROOT) for path in made]
