"""The PC in another emulator, Bochs: its processor has PCIDs, x2APIC and timer
interrupts by the time stamp, firmware and GRUB start it, and each instruction
is a tick of its time stamp."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from conftest import HESPER, ROOT
from refusals import kinds, tell
from scripts import ask, run
from test_programs import test_no_register_leaks as no_register_leaks

from hesper import bench_cycles
from hesper.common import BOARDS

PC = BOARDS["pc"]
# Translations are another PCID's than the loaded one; x2APIC is looked at by an
# instruction that takes some more to prepare.
MORE = {"unmap_frame": 14, "revoke_per_cap": 10}
# XSAVE reads from where it is to write, first.
READS_FIRST = "write_kernel_xsave"


def test_boot_and_shell(tmp_path: Path) -> None:
    session = run(PC, tmp_path, ["call 20 22", "check"],
                  "--bochs", "--debug-build")
    assert session.status == 0, session.output + session.errors
    assert "hesper: loaded by Multiboot 2 at 0x" in session.boot_log
    assert "root: Hesper on pc, 1 cores" in session.boot_log
    assert "the demo server says 42;" in session.answers[0]
    assert "0 of the kernel's invariants are broken" in session.answers[1]


def test_a_status_that_is_not_0(tmp_path: Path) -> None:
    """The machine is halted then, which ends the run at once."""
    session = run(PC, tmp_path, ["exit 3"], "--bochs")
    assert session.status == 1
    assert "the machine was halted" in session.errors


@pytest.mark.parametrize("options", [["--bochs"],
                                     ["--bochs", "--debug-build"]],
                         ids=["release", "debug"])
def test_no_register_leaks(tmp_path: Path, options: list[str]) -> None:
    no_register_leaks(PC, tmp_path, options)


def test_what_is_forbidden_ends_the_program_and_nothing_else(tmp_path: Path
                                                             ) -> None:
    """And in the way that the manual says, which is not always QEMU's."""
    names = kinds(ask(PC, tmp_path, ["run forbidden list"], "--bochs")[0])
    assert len(names) > 80
    lines = [*(f"run forbidden {name}" for name in names), "call 20 22"]
    answers = ask(PC, tmp_path, lines, "--bochs")
    assert not [wrong for name, answer in zip(names, answers)
                if name != READS_FIRST
                and (wrong := tell(PC, name, answer, smap=False))]
    assert tell(PC, READS_FIRST.replace("write", "read"),
                answers[names.index(READS_FIRST)]) == ""
    assert "the demo server says 42;" in answers[-2]


def test_it_takes_as_many_instructions_as_in_qemu() -> None:
    """With its fast path, PCIDs or not, and each time the same."""
    path = ROOT / "bench" / "results" / "pc.json"
    committed = {one["name"]: one["total"]
                 for one in json.loads(path.read_text())["operations"]}
    found = bench_cycles.measure_in_bochs(PC)
    assert len(found) > 10
    for one in found:
        assert one.min == one.total == one.max, one
        assert one.total - MORE.get(one.name, 0) == pytest.approx(
            committed[one.name], abs=1e-6), one


@pytest.mark.parametrize("words", [
    ["run", "pc", "--bochs"], ["run", "raspi", "--bochs", "--script", "x"],
    ["bench", "pc", "--bochs"], ["bench", "raspi", "--cycles", "--bochs"]])
def test_what_it_does_not_go_with(words: list[str]) -> None:
    result = subprocess.run([HESPER, *words], cwd=ROOT, text=True, check=False,
                            stdin=subprocess.DEVNULL, capture_output=True,
                            timeout=300)
    assert result.returncode == 1
    assert re.search("--bochs goes with the pc board", result.stderr)
