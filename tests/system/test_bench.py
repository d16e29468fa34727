"""No operation costs more instructions than the committed figures say."""

from __future__ import annotations

import json
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from conftest import HESPER, ROOT

from hesper import bench_cycles, bench_run, plugin
from hesper.bench_worst import BOUND
from hesper.common import BOARDS, Board, HesperError

RESULTS = ROOT / "bench" / "results"


@pytest.mark.parametrize(
    "board", [name for name in BOARDS if (RESULTS / f"{name}.json").exists()])
def test_nothing_is_worse(board: str, tmp_path: Path) -> None:
    try:
        plugin.build_plugin()
    except HesperError as error:
        pytest.skip(f"cannot count: {error}")
    measured = tmp_path / "measured.json"
    result = subprocess.run(
        [HESPER, "bench", board, "--json", str(measured),
         "--compare", str(RESULTS / f"{board}.json")],
        cwd=ROOT, text=True, stdin=subprocess.DEVNULL, capture_output=True,
        timeout=600, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    assert json.loads(measured.read_text())["board"] == board


def test_no_way_through_the_kernel_is_longer(board: Board, tmp_path: Path
                                             ) -> None:
    """Than the committed ones, nor a masked stretch than the bound; and each
    operation has a case."""
    measured = tmp_path / "worst.json"
    result = subprocess.run(
        [HESPER, "bench", board.name, "--worst", "--json", str(measured),
         "--compare", str(RESULTS / f"worst-{board.name}.json")],
        cwd=ROOT, text=True, stdin=subprocess.DEVNULL, capture_output=True,
        timeout=600, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    found = json.loads(measured.read_text())
    assert found["longest_masked"] <= BOUND
    assert all(one["masked"] <= BOUND for one in found["paths"])


def test_the_kernel_is_not_larger(board: Board, tmp_path: Path) -> None:
    """Than the committed sizes say; and a byte more would be told."""
    def size(path: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [HESPER, "size", board.name, "--json", "--compare", str(path)],
            cwd=ROOT, text=True, stdin=subprocess.DEVNULL, capture_output=True,
            timeout=600, check=False)

    result = size(RESULTS / f"size-{board.name}.json")
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout)
    assert found["bytes_code"] <= found["bytes_total"]["text"]
    assert found["bytes_code"] == sum(
        part["text"] for name, part in found["bytes"].items()
        if name != "linker script")
    smaller = tmp_path / "smaller.json"
    smaller.write_text(json.dumps(
        found | {"bytes_code": found["bytes_code"] - 1}))
    result = size(smaller)
    assert result.returncode == 1
    assert f"larger than in {smaller}: bytes of code" in result.stderr
    assert "lines" not in result.stderr
    smaller.write_text("{}")
    result = size(smaller)
    assert result.returncode == 1 and not result.stdout
    assert "no sizes, as --json prints them" in result.stderr


# The plugin counts the access that faults, the processor does not.
FAULTS = {"fault_round_trip": 1}


def test_the_cycle_counter_agrees_with_the_plugin(board: Board) -> None:
    """Without the plugin QEMU's counters count instructions too."""
    counted = {one.name: one for one in bench_run.measure(board).operations}
    read = bench_cycles.measure(board)
    assert len(read) > 10
    for one in read:
        more = FAULTS.get(one.name, 0)
        other = counted[one.name]
        assert (one.total + more, one.min + more, one.max + more, one.n) == (
            other.total, other.min, other.max, other.n), one.name


def test_a_profile_adds_up(board: Board) -> None:
    result = subprocess.run(
        [HESPER, "bench", board.name, "--profile", "gate_call_return"],
        cwd=ROOT, text=True, stdin=subprocess.DEVNULL, capture_output=True,
        timeout=600, check=False)
    assert result.returncode == 0, result.stderr
    lines = [line.split() for line in result.stdout.splitlines()[1:]]
    functions = [float(line[0]) for line in lines
                 if len(line) == 3 and line[1] in ("user", "kernel")]
    assert lines[-1][1] == "all"
    assert float(lines[-1][0]) == pytest.approx(sum(functions))
    assert any(line[1:] == ["user", "add"] for line in lines)


def test_a_flame_graph_adds_up(board: Board, tmp_path: Path) -> None:
    image, measured = tmp_path / "flame.svg", tmp_path / "measured.json"
    for words in (["--profile", "gate_call_return", "--svg", str(image)],
                  ["--filter", "^gate_call_return$", "--json", str(measured)]):
        result = subprocess.run(
            [HESPER, "bench", board.name, *words], cwd=ROOT, text=True,
            stdin=subprocess.DEVNULL, capture_output=True, timeout=600,
            check=False)
        assert result.returncode == 0, result.stderr
    total = json.loads(measured.read_text())["operations"][0]["total"]
    frames = [one for one in ElementTree.parse(image).getroot().iter()
              if "data-own" in one.attrib]
    assert sum(int(one.attrib["data-own"]) for one in frames) == total
    assert frames[0].attrib["data-total"] == str(total)
    assert "add" in [one.attrib["data-name"] for one in frames]


def test_what_each_core_executes(board: Board, tmp_path: Path) -> None:
    """One works; the others, where there are any, are parked by the kernel."""
    measured = tmp_path / "cores.json"
    result = subprocess.run(
        [HESPER, "bench", board.name, "--cores", "--json", str(measured)],
        cwd=ROOT, text=True, stdin=subprocess.DEVNULL, capture_output=True,
        timeout=600, check=False)
    assert result.returncode == 0, result.stderr
    first, *others = json.loads(measured.read_text())["cores"]
    assert first["core"] == 0 and first["user"] > 0 and first["entries"] > 1000
    assert len(others) == (3 if board.name == "raspi" else 0)
    lines = [line.split() for line in result.stdout.splitlines()[2:]]
    for row, line in zip(others, lines, strict=True):
        assert row["user"] == row["entries"] == 0
        assert row["kernel"] == row["boot"] < 1000
        assert line[0] == str(row["core"]) and line[-1] == "park"


def test_an_operation_that_is_not_there(board: Board) -> None:
    result = subprocess.run(
        [HESPER, "bench", board.name, "--profile", "nothing"], cwd=ROOT,
        text=True, stdin=subprocess.DEVNULL, capture_output=True, timeout=600,
        check=False)
    assert result.returncode == 1
    assert "no operation `nothing`" in result.stderr
