"""The logs of tests/paths/ in words: what happened, and what differs."""

from __future__ import annotations

import re
from dataclasses import dataclass

CONTEXT = 8  # entries before the difference

# As in tests/paths/paths.h.
ACTORS = (*(f"main {i}" for i in range(4)), *(f"server {i}" for i in range(7)),
          "root")
SLOTS = (("nothing", 1), ("table", 1), ("console", 1), ("root's table", 1),
         ("cpu", 1), ("never", 1), ("way", 10), ("gate", 5), ("thread", 11),
         ("time", 6), ("notification", 2), ("sender", 2), ("domain", 3),
         ("table", 4), ("offer", 2), ("empty", 4))
# As in nucleus/invariants.h.
DIGEST = ("chains of calls", "threads", "saved registers", "FP state", "gates",
          "sched_contexts", "slots", "notifications", "domains",
          "who is ready", "the core", "deletions")
# As in tests/paths/<cpu>/record_arch.h.
X86_64 = ("rax rcx rdx rbx rsp rbp rsi rdi r8 r9 r10 r11 r12 r13 r14 r15 flags "
          "fs_base gs_base ds es fs gs -").split()
AARCH64 = [*(f"x{i}" for i in range(31)), "sp", "nzcv", "tpidr_el0",
           "tpidrro_el0", "-"]
GENERAL = {"aarch64": AARCH64, "x86_64": X86_64}
FP = {
    "aarch64": ["fpcr", "fpsr",
                *(f"v{i}.{half}" for i in range(32) for half in (0, 1))],
    "x86_64": ["x87 control", "fip", "fdp", "mxcsr",
               *(f"st{i}.{half}" for i in range(8) for half in (0, 1)),
               *(f"xmm{i}.{half}" for i in range(16) for half in (0, 1)),
               *("-" for _ in range(12))],
}
LOG = re.compile(r"^paths: log (\w+) (\d+) (\d+)((?: [0-9a-f]+)*)$", re.M)
BREAKPOINT = (1 << 64) - 1
RETURN = 1 << 63


@dataclass(frozen=True)
class Entry:
    kind: str
    step: int  # the one that it belongs to, or the last that had begun
    actor: int
    words: tuple[int, ...]


def parse_log(output: str) -> list[Entry]:
    return [Entry(found[1], int(found[2]), int(found[3]),
                  tuple(int(word, 16) for word in found[4].split()))
            for found in LOG.finditer(output)]


def slot_name(slot: int) -> str:
    for name, count in SLOTS:
        if slot < count:
            return f"{name} {slot}" if count > 1 else name
        slot -= count
    return ""


def describe(entry: Entry) -> str:
    """One line."""
    who = f"step {entry.step}, {ACTORS[entry.actor]}: "
    if entry.kind != "step":
        return who + {"result": "goes on", "begins": "is entered",
                      "started": "starts", "fp": "FP registers",
                      "digest": "the kernel's state"}[entry.kind]
    capability, operation = entry.words
    if operation == BREAKPOINT and not capability:
        return who + "breakpoint"
    if operation & RETURN:
        return who + f"returns with {capability:#x}"
    name = slot_name(capability & 0xFFFFF) if entry.actor < 11 else ""
    return (who + f"invokes {capability:#x}" + (f" ({name})" if name else "")
            + f", operation {operation:#x}")


def names_of(cpu: str, kind: str) -> list[str]:
    if kind == "digest":
        return list(DIGEST)
    if kind == "fp":
        return FP[cpu]
    if kind == "step":
        return ["capability word", "operation"]
    return GENERAL[cpu]


def different_words(cpu: str, one: Entry, other: Entry) -> list[str]:
    lines = []
    for name, fast, plain in zip(names_of(cpu, one.kind), one.words,
                                 other.words):
        if fast == plain:
            continue
        if one.kind == "digest":
            lines.append(f"    the kernel's state differs: {name}")
        else:
            lines.append(f"    {name}: {fast:#x} with the fast path, "
                         f"{plain:#x} without")
    return lines


def explain(cpu: str, fast: list[Entry], plain: list[Entry]) -> str:
    """The first entry that is not the same, and what came before."""
    at = next((i for i, pair in enumerate(zip(fast, plain))
               if pair[0] != pair[1]), min(len(fast), len(plain)))
    lines = [f"  {describe(entry)}" for entry in fast[max(0, at - CONTEXT):at]]
    if at == len(fast) == len(plain):
        return "\n".join([*lines, "  (now they are the same: it depends on time)"])
    if at == len(fast) or at == len(plain):
        which = "with the fast path" if at == len(fast) else "without it"
        return "\n".join([*lines, f"  then nothing more {which}"])
    one, other = fast[at], plain[at]
    if (one.kind, one.step, one.actor) != (other.kind, other.step, other.actor):
        return "\n".join([*lines, "  then, with the fast path:",
                          f"    {describe(one)}", "  and without:",
                          f"    {describe(other)}"])
    return "\n".join([*lines, f"  then {describe(one)}",
                      *different_words(cpu, one, other)])
