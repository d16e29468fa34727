"""What user code may not do: instructions, addresses, every page there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from scripts import ask

INSTRUCTION = "undefined or privileged instruction"
# By the first part of the kind's name.
REPORTS = {
    "mrs": INSTRUCTION, "msr": INSTRUCTION, "tlbi": INSTRUCTION,
    "ic": INSTRUCTION, "at": INSTRUCTION, "brk": "breakpoint",
    "ldr": "read fault", "ldp": "read fault", "stxr": "read fault",
    "str": "write fault", "sp": "write fault", "br": "execute fault",
    "pc": "alignment fault", "ldxr": "alignment fault",
    "ldar": "alignment fault",
}
REPORTS_OF = {"dc_zva_kernel": "write fault", "dc_zva_text": "write fault"}


def kinds(folder: Path) -> list[str]:
    answer = ask(folder, ["run forbidden list"])[0]
    return re.findall(r"^kind (\w+)$", answer, re.MULTILINE)


def report_of(kind: str) -> str:
    return REPORTS_OF.get(kind) or REPORTS.get(kind.split("_")[0], INSTRUCTION)


@pytest.mark.parametrize("options", [[], ["--debug-build"]],
                         ids=["release", "debug"])
def test_each_ends_the_program_and_nothing_else(
        tmp_path: Path, options: list[str]) -> None:
    names = kinds(tmp_path)
    assert len(names) > 80
    answers = ask(tmp_path, [*(f"run forbidden {name}" for name in names),
                             "call 20 22", "check"], *options)
    for name, answer in zip(names, answers):
        assert f"root: program forbidden: {report_of(name)}" in answer, name
        assert "forbidden was stopped; the system goes on" in answer, name
        assert "not refused" not in answer
    assert "the demo server says 42;" in answers[-3]
    assert not re.search(r"\b[1-9]\d* of the kernel's", answers[-2])


def test_what_only_looks_forbidden_goes_on(tmp_path: Path) -> None:
    answer = ask(tmp_path, ["run forbidden allowed"])[0]
    for name in ("wfi", "mrs_cntvct", "dc_civac", "svc_1", "svc_last"):
        assert f"allowed {name}\n" in answer
    assert "forbidden ended by itself with 0" in answer


def test_only_its_own_pages_can_be_touched(tmp_path: Path) -> None:
    """It tries every page of memory and devices, and the kernel's half."""
    probe, mem, check, _ = ask(tmp_path,
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
