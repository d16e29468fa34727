"""The figures of `./hesper bench --growth` and `--bulk` are the committed ones:
short runs give exactly what long ones gave."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from conftest import HESPER, ROOT

from hesper import plugin
from hesper.common import Board, HesperError

RESULTS = ROOT / "bench" / "results"


def measured(board: Board, what: str, largest: int, folder: Path
             ) -> dict[str, Any]:
    """The run's results, which must be those that are committed."""
    try:
        plugin.build_plugin()
    except HesperError as error:
        pytest.skip(f"cannot count: {error}")
    found = folder / "measured.json"
    result = subprocess.run(
        [HESPER, "bench", board.name, f"--{what}", "--largest", str(largest),
         "--json", str(found),
         "--compare", str(RESULTS / f"{what}-{board.name}.json")],
        cwd=ROOT, text=True, stdin=subprocess.DEVNULL, capture_output=True,
        timeout=600, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    results: dict[str, Any] = json.loads(found.read_text())
    return results


def test_growth(board: Board, tmp_path: Path) -> None:
    results = measured(board, "growth", 100, tmp_path)
    totals: dict[str, list[int]] = {}
    for kind in results["kinds"]:
        assert [size["reached"] for size in kind["sizes"]] == [1, 10, 100]
        for size in kind["sizes"]:
            for one in size["operations"]:
                totals.setdefault(f"{kind['name']}/{one['name']}", []).append(
                    one["total"])
    # They are really there: whoever joins them finds them.
    for name in ("callers/call_that_waits", "timers/wait_deadline_switch"):
        assert totals[name] == sorted(set(totals[name])), name
    # And nobody else does.
    for kind in results["kinds"]:
        assert len(set(totals[f"{kind['name']}/gate_call_return"])) == 1


def test_bulk(board: Board, tmp_path: Path) -> None:
    results = measured(board, "bulk", 4096, tmp_path)
    one, page = ({operation["name"]: operation["total"]
                  for operation in row["operations"]}
                 for row in results["bulk"])
    assert one["bulk_pass"] == page["bulk_pass"]
    assert one["bulk_copy"] < page["bulk_copy"]


def test_a_figure_that_differs_is_told(board: Board, tmp_path: Path) -> None:
    """Only of the bulk data: the comparison is the same."""
    other = json.loads((RESULTS / f"bulk-{board.name}.json").read_text())
    other["bulk"][0]["operations"][1]["total"] += 1
    path = tmp_path / "other.json"
    path.write_text(json.dumps(other))
    result = subprocess.run(
        [HESPER, "bench", board.name, "--bulk", "--largest", "1",
         "--compare", str(path)],
        cwd=ROOT, text=True, stdin=subprocess.DEVNULL, capture_output=True,
        timeout=600, check=False)
    assert result.returncode == 1
    assert "bulk_pass 1 total:" in result.stdout
