"""What user code may not do: instructions, addresses, every page there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from refusals import faults_again, kinds, tell
from scripts import ask

from hesper.common import Board

ALLOWED = {
    "raspi": ("wfi", "mrs_cntvct", "dc_civac", "svc_1", "svc_last"),
    "pc": ("rdtsc", "prefetch_kernel", "popf_iopl", "verw_kernel", "gs_empty",
           "syscall_flags", "syscall_stack_HOLE", "call_stack_HOLE",
           "interrupt_stack_KERNEL"),
}


@pytest.mark.parametrize("options", [[], ["--debug-build"]],
                         ids=["release", "debug"])
def test_each_ends_the_program_and_nothing_else(
        board: Board, tmp_path: Path, options: list[str]) -> None:
    names = kinds(ask(board, tmp_path, ["run forbidden list"])[0])
    assert len(names) > 80
    lines = [*(f"run forbidden {name}" for name in names), "call 20 22",
             "check"]
    answers = ask(board, tmp_path, lines, *options)
    assert not [wrong for name, answer in zip(names, answers)
                if (wrong := tell(board, name, answer))]
    assert "the demo server says 42;" in answers[-3]
    assert not re.search(r"\b[1-9]\d* of the kernel's", answers[-2])


def test_whoever_is_resumed_faults_again(board: Board, tmp_path: Path) -> None:
    """In the same way, because nothing has changed."""
    names = kinds(ask(board, tmp_path, ["run forbidden list"])[0])
    names = [name for name in names if faults_again(board, name)]
    lines = [f"run forbidden {again}{name}" for name in names
             for again in ("", "+")]
    answers = ask(board, tmp_path, [*lines, "check"], "--debug-build")
    rounds = zip(names, answers[0::2], answers[1::2])
    assert not [wrong for name, first, second in rounds
                if (wrong := tell(board, name, second, first))]
    assert "0 of the kernel's invariants are broken" in answers[-2]


def test_what_only_looks_forbidden_goes_on(board: Board, tmp_path: Path
                                           ) -> None:
    answer = ask(board, tmp_path, ["run forbidden allowed"])[0]
    for name in ALLOWED[board.name]:
        assert f"allowed {name}\n" in answer
    assert "forbidden ended by itself with 0" in answer


def test_only_its_own_pages_can_be_touched(board: Board, tmp_path: Path
                                           ) -> None:
    """It tries every page of memory and devices, and the kernel's half."""
    probe, mem, check, _ = ask(board, tmp_path,
                               ["run forbidden probe", "mem", "check"])
    own = re.search(r"^0x(\w+) +(\d+) .* kept for the next program$", mem,
                    re.MULTILINE)
    assert own, mem
    base = int(own[1], 16)
    end = base + int(own[2]) * 1024
    found = [(int(first, 16), int(last, 16), how) for first, last, how
             in re.findall(r"^probe: 0x(\w+)-0x(\w+) (\w+)$", probe,
                           re.MULTILINE)]
    assert {how for _, _, how in found} == {"readable", "writable"}
    for first, last, _ in found:
        assert base <= first < last <= end
    assert sum(last - first for first, last, _ in found) < (end - base) / 2
    assert "probe: done" in probe
    assert "0 of the kernel's" in check or "without the checks" in check
