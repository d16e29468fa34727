"""What `./hesper bench --worst` makes of counts and of committed figures."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hesper import bench_worst, bench_worst_docs
from hesper.bench_docs import RESULTS
from hesper.bench_worst import BOUND, Longest, Result
from hesper.common import BOARDS, HesperError

OUTPUT = ("bench: worst frame.map: one page\n"
          "bench: worst frame.map: many pages\n"
          "bench: absent ioport\n"
          "bench: worst kernel.call: \n")


def interval(masked: int, entry: int, looks: int = 0) -> dict[str, Any]:
    return {"kind": "interval", "longest_masked": masked,
            "longest_entry": entry, "looks": looks}


GROUP = {"kind": "group"}
ROWS = [interval(10, 90), GROUP, interval(70, 80, 2), interval(20, 20), GROUP,
        interval(5, 5), GROUP]


def longest() -> list[Longest]:
    return bench_worst.longest_of(bench_worst.cases_of(OUTPUT, ROWS))


def test_the_longest_of_all_cases_counts() -> None:
    first, second = longest()
    assert first == Longest("frame.map", 70, "many pages", 90, "one page", 2,
                            2)
    assert (second.name, second.masked, second.cases) == ("kernel.call", 5, 1)


def test_an_interval_without_an_end_is_an_error() -> None:
    with pytest.raises(HesperError, match="frame.map: one page"):
        bench_worst.cases_of(OUTPUT, [GROUP] * 3)
    with pytest.raises(HesperError, match="3 cases were printed but 0"):
        bench_worst.cases_of(OUTPUT, [])


def test_an_operation_without_a_case_is_missing() -> None:
    lines = bench_worst.missing(["frame.map", "frame.new", "ioport.in"],
                                ["ioport"], longest())
    assert "frame.new: has no worst case in bench/worst/" in lines
    assert "kernel.fault: has no worst case in bench/worst/" in lines
    assert not any("ioport" in line or "frame.map" in line for line in lines)
    assert bench_worst.missing([], [], longest())[-1] == (
        "frame.map: is measured, but there is no such operation")


def test_a_longer_path_is_worse() -> None:
    before = {"paths": [vars(one) | {"masked": 69} for one in longest()]}
    assert bench_worst.worse(before, longest()) == [
        "frame.map: masked 69 -> 70"]
    assert bench_worst.worse(before, longest()[:1])[1:] == [
        "kernel.call: is not measured any more"]


def test_the_bound_is_kept() -> None:
    paths = longest()
    paths[0].masked = BOUND + 1
    lines = bench_worst.too_long(BOARDS["raspi"], Result(paths, [], 0, ""))
    assert len(lines) == 1 and lines[0].startswith("frame.map: 3001 ")
    paths[0].masked = BOUND
    assert not bench_worst.too_long(BOARDS["raspi"], Result(paths, [], 0, ""))


def test_the_committed_figures_keep_the_bound() -> None:
    for name in BOARDS:
        found = json.loads((RESULTS / f"worst-{name}.json").read_text())
        assert found["board"] == name
        assert found["longest_masked"] <= BOUND
        assert all(one["masked"] <= BOUND for one in found["paths"])
        for one in found["paths"]:
            assert f"`{one['name']}`" in bench_worst_docs.section(RESULTS)
