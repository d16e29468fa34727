"""What `./hesper bench` makes of counts and of committed figures."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree

import pytest

from hesper import bench, bench_cycles, bench_docs
from hesper.bench_chart import Series, chart
from hesper.bench_run import Group, Operation, groups_of, operation_of
from hesper.common import BOARDS, ROOT, HesperError
from hesper.peers import MARKS

NAMES = {
    "gate_call_return", "gate_call_return_same_domain", "invoke_empty_slot",
    "signal", "signal_switch", "wait_switch", "yield_switch",
    "fault_round_trip", "irq_to_user", "retype_frame", "derive", "delete",
    "revoke_per_cap", "map_frame", "unmap_frame", "masked_max", "boot_to_root",
}


def operation(name: str, kernel: int, most: int = 0) -> Operation:
    return Operation(name, 10, kernel, kernel + 10, kernel + 10,
                     max(most, kernel + 10), 1000)


def before(*operations: Operation) -> dict[str, object]:
    return {"commit": "abc", "operations": [vars(one) for one in operations]}


def interval(user: int, kernel: int) -> dict[str, object]:
    return {"kind": "interval", "user": user, "kernel": kernel}


def test_intervals_belong_to_the_group_that_they_end_in() -> None:
    output = ("bench: board raspi loaded at 0x1000\n"
              "bench: operation one per 1\nbench: operation two per 10\n")
    rows = [interval(1, 2), interval(1, 2), interval(1, 4), {"kind": "group"},
            interval(5, 105), {"kind": "group"}]
    first, second = groups_of(output, rows)
    assert operation_of(first) == Operation("one", 1, 2, 3, 3, 5, 3)
    assert operation_of(second) == Operation("two", 0.5, 10.5, 11.0, 11.0,
                                             11.0, 10)


def test_a_group_without_a_name_is_an_error() -> None:
    with pytest.raises(HesperError, match="2 operations were printed"):
        groups_of("bench: operation one per 1\nbench: operation two per 1\n",
                  [interval(1, 2), {"kind": "group"}])


def test_the_most_frequent_repetition_is_shown() -> None:
    found = operation_of(Group("x", 1, [(1, 9), (1, 8), (1, 8)]))
    assert (found.kernel, found.min, found.max) == (8, 9, 10)


def test_what_reading_the_counter_costs_is_taken_off() -> None:
    output = ("bench: cycles empty_interval per 1 usual 5 min 5 max 9 n 1000\n"
              "bench: cycles one per 1 usual 25 min 24 max 35 n 1000\n"
              "bench: cycles two per 10 usual 105 min 105 max 105 n 10\n")
    assert bench_cycles.operations_of(output) == [
        Operation("one", 0, 0, 20, 19, 30, 1000),
        Operation("two", 0, 0, 10.0, 10.0, 10.0, 100)]
    with pytest.raises(HesperError, match="empty_interval"):
        bench_cycles.operations_of(output.partition("\n")[2])


def test_any_growth_is_worse() -> None:
    old = before(operation("same", 100), operation("grown", 100),
                 operation("better", 100), operation("spread", 100))
    now = [operation("same", 100), operation("grown", 101),
           operation("better", 99), operation("spread", 100, 111)]
    assert bench.worse(old, now) == [
        "grown: kernel 100 -> 101", "grown: total 110 -> 111",
        "grown: max 110 -> 111", "spread: max 110 -> 111"]


def test_a_missing_operation_is_worse() -> None:
    assert bench.worse(before(operation("a", 1)), []) == [
        "a: is not measured any more"]


def test_the_committed_figures_are_complete() -> None:
    results = json.loads((bench_docs.RESULTS / "raspi.json").read_text())
    assert results["board"] == "raspi"
    assert {one["name"] for one in results["operations"]} >= NAMES
    assert all(one["n"] >= 1000 for one in results["operations"]
               if one["name"] != "boot_to_root")


def test_the_documents_are_those_of_the_committed_figures() -> None:
    for path, text in bench_docs.files().items():
        assert path.read_text() == text, (
            f"{path} is stale; `./hesper bench --docs` makes it anew")


def test_every_operation_is_explained() -> None:
    for board in BOARDS.values():
        results = bench_docs.load(board)
        for one in results["operations"] if results else []:
            assert one["name"] in bench_docs.WINDOWS


def test_a_chart_leaves_out_what_is_not_there() -> None:
    text = chart("a & b", ["x", "y"], [Series("one", "#000", [10, None])])
    ElementTree.fromstring(text)
    assert text.count("<rect") == 3  # the background, the legend, one bar
    assert "a &amp; b" in text


def test_the_readme_says_what_was_measured() -> None:
    """Of a call and return, beside the others."""
    readme = (ROOT / "README.md").read_text()
    for board in BOARDS.values():
        results = bench_docs.load(board)
        assert results
        call = next(one for one in results["operations"]
                    if one["name"] == "gate_call_return")
        peers = MARKS[board.cpu]["gate_call_return"].peers
        name = {"aarch64": "AArch64", "x86_64": "x86_64"}[board.cpu]
        assert (f"| {name} | {call['total']} | {peers['NOVA']} | "
                f"{peers['seL4']} |\n") in readme
