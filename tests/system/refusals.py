"""What root must report of each kind of userland/forbidden, which its name's
first part says."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

from hesper.common import Board

INSTRUCTION = "undefined or privileged instruction"
READ, WRITE, EXECUTE = "read fault", "write fault", "execute fault"
KIND = re.compile(r"^kind (\S+)$", re.MULTILINE)
REPORT = re.compile(r"^root: program forbidden: (.*?) at (0x\w+) pc (0x\w+) "
                    r"detail (0x\w+) \(", re.MULTILINE)
AARCH64 = {
    "brk": "breakpoint", "ldr": READ, "ldp": READ, "stxr": READ, "str": WRITE,
    "sp": WRITE, "br": EXECUTE, "pc": "alignment fault",
    "ldxr": "alignment fault", "ldar": "alignment fault",
}
AARCH64_OF = {"dc_zva_kernel": WRITE, "dc_zva_text": WRITE}


@dataclass(frozen=True)
class Fault:
    """How it is reported, and which numbers the processor may give it."""

    report: str
    vectors: Container[int]
    # What is reported is a trap, behind which the program could go on.
    trap: bool = False


X86_64 = {
    "de": Fault("arithmetic fault", [0]),
    "db": Fault("breakpoint", [1], trap=True),
    "bp": Fault("breakpoint", [3], trap=True),
    "of": Fault("arithmetic fault", [4], trap=True),
    "ud": Fault(INSTRUCTION, [6]),
    "gp": Fault(INSTRUCTION, [13]),
    "mf": Fault("arithmetic fault", [16]),
    "op": Fault(INSTRUCTION, [6, 13]),
    "stack": Fault(INSTRUCTION, [12, 13]),
    "read": Fault(READ, [14]),
    "write": Fault(WRITE, [14]),
    "access": Fault(f"{READ}|{WRITE}", [14]),
    "jump": Fault(EXECUTE, [14]),
    "icebp": Fault(f"{INSTRUCTION}|breakpoint", [1, 6], trap=True),
}
# QEMU 7.2 reads the stack of these as if it were the kernel that returns, which
# SMAP refuses.
STACK_READ = re.compile(r"_(iret|lret)(_|$)")
WINDOW_END = 1 << 47


def kinds(answer: str) -> list[str]:
    return KIND.findall(answer)


def expected(board: Board, kind: str, smap: bool) -> Fault:
    first = kind.split("_")[0]
    if board.cpu == "aarch64":
        report = AARCH64_OF.get(kind) or AARCH64.get(first, INSTRUCTION)
        return Fault(report, range(1 << 32))
    if smap and STACK_READ.search(kind):
        return X86_64["read"]
    return X86_64[first]


def faults_again(board: Board, kind: str) -> bool:
    """Not if what is reported is behind the program."""
    return not expected(board, kind, smap=True).trap


def tell(board: Board, kind: str, answer: str, before: str = "",
         smap: bool = True) -> str:
    """What is wrong with the answer to `run forbidden KIND`, if anything;
    `before` is what was answered without resuming."""
    right = expected(board, kind, smap)
    found = REPORT.search(answer)
    if not found or "forbidden was stopped; the system goes on" not in answer:
        return f"{kind}: {answer}"
    if before and board.cpu == "x86_64" and int(found[3], 0) >= WINDOW_END:
        # Where no program can be, the kernel does not even try to go on.
        right, before = Fault(EXECUTE, [0]), ""
    if (found[1] not in right.report.split("|")
            or int(found[4], 0) & 0xFFFFFFFF not in right.vectors):
        return f"{kind}: {answer}"
    if before and before != answer:
        return f"{kind}: {answer} and not as before: {before}"
    return ""
