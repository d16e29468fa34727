"""What `./hesper bench --growth` and `--bulk` make of what was counted."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from typing import Any

from hesper import bench_growth_docs as docs
from hesper import bench_growth_text as text
from hesper.bench_growth import KINDS, SIZES, as_text, differences
from hesper.bench_growth_chart import Line, apart, line_chart
from hesper.bench_growth_run import groups_of, machine_of, parts_of
from hesper.bench_growth_show import spread, totals_of
from hesper.common import BOARDS

OUTPUT = """\
bench: board raspi loaded at 0x1000
bench: size timers 10 reached 7
bench: operation signal per 1
bench: operation derive per 1
bench: size timers 100 reached 7
bench: operation signal per 1
"""
ROWS = [{"kind": "interval", "user": 1, "kernel": 2}, {"kind": "group"},
        {"kind": "interval", "user": 3, "kernel": 4}, {"kind": "group"},
        {"kind": "interval", "user": 5, "kernel": 6}, {"kind": "group"}]


def kind(*totals: int) -> dict[str, Any]:
    return {"name": "timers", "masked_max": 1, "sizes": [
        {"size": 10 ** place, "reached": 10 ** place, "operations": [
            {"name": "signal", "user": 1, "kernel": total - 1,
             "total": total}]} for place, total in enumerate(totals)]}


def test_operations_belong_to_the_line_before_them() -> None:
    _, first, second = parts_of(OUTPUT, groups_of(ROWS))
    assert first.values == ["timers", "10", "reached", "7"]
    assert [one["name"] for one in first.operations] == ["signal", "derive"]
    assert [one["total"] for one in first.operations] == [3, 7]
    assert [one["total"] for one in second.operations] == [11]


def test_the_spread_is_between_the_sizes() -> None:
    totals = totals_of(kind(5, 7, 6))
    assert totals == {"signal": [5, 7, 6]}
    assert spread(totals["signal"]) == 2


def test_a_figure_that_differs_is_told() -> None:
    before = {"kinds": [kind(5, 7, 9)]}
    assert differences(before, {"kinds": [kind(5, 7)]}) == []
    assert differences(before, {"kinds": [kind(5, 6)]}) == [
        "timers 10 signal kernel: 6 -> 5", "timers 10 signal total: 7 -> 6"]


def test_a_figure_that_was_not_measured_differs() -> None:
    assert "not measured -> 5" in "".join(
        differences({"kinds": []}, {"kinds": [kind(5)]}))


def test_the_text_of_results_reads_back() -> None:
    results = {"kinds": [kind(5, 7)], "memory": []}
    assert json.loads(as_text(results)) == results
    assert '{"name": "signal", "user": 1,' in as_text(results)


def test_only_the_memory_of_a_machine_is_changed() -> None:
    assert machine_of(BOARDS["raspi"]) == BOARDS["raspi"]
    words = zip(BOARDS["pc"].machine, machine_of(BOARDS["pc"]).machine)
    assert [pair for pair in words if pair[0] != pair[1]] == [("256", "2048")]


def test_the_committed_figures_are_complete() -> None:
    for board in BOARDS:
        results = docs.load("growth")[board]
        assert [one["name"] for one in results["kinds"]] == list(KINDS)
        for one in results["kinds"]:
            assert [size["size"] for size in one["sizes"]] == list(SIZES)
        assert results["start"]["domains"] == 1000
        assert [row["bytes"] for row in docs.load("bulk")[board]["bulk"]] == [
            1, 4096, 1 << 20, 1 << 26]


def test_what_grows_has_a_reason_and_the_rest_does_not_grow() -> None:
    for results in docs.load("growth").values():
        assert {(where, name) for where, name, _ in docs.varying(results)
                } == set(text.REASONS)


def test_passing_an_address_costs_the_same_for_all_sizes() -> None:
    for results in docs.load("bulk").values():
        assert len({one["total"] for row in results["bulk"]
                    for one in row["operations"]
                    if one["name"] == "bulk_pass"}) == 1


def test_names_in_a_chart_do_not_cover_each_other() -> None:
    found = apart([100, 101, 90, 300])
    assert found == [105, 120, 90, 300]
    made = line_chart("a & b", "below", [Line("x", [(1, 5), (10, 7)]),
                                         Line("y", [(1, 5), (10, 5)])])
    ElementTree.fromstring(made)
    assert made.count("<circle") == 4
