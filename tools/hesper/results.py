"""What the tests said: one result for each individual test."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import asdict, dataclass
from pathlib import Path

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"


@dataclass
class Result:
    """`name` is unique within its group; `detail` is for a failure."""

    group: str
    name: str
    outcome: str
    detail: str = ""


def count(results: list[Result], outcome: str) -> int:
    return sum(result.outcome == outcome for result in results)


def summary(results: list[Result]) -> str:
    """`N passed, N failed`, and `, N skipped` if there are any."""
    text = (f"{count(results, PASSED)} passed, "
            f"{count(results, FAILED)} failed")
    skipped = count(results, SKIPPED)
    return f"{text}, {skipped} skipped" if skipped else text


def as_json(results: list[Result]) -> str:
    return json.dumps({
        "passed": count(results, PASSED),
        "failed": count(results, FAILED),
        "skipped": count(results, SKIPPED),
        "tests": [asdict(result) for result in results],
    }, indent=2)


# CMocka's own lines, which tests/board prints likewise, with `[ FILE     ] name`
# before the tests of each file. Other output can stand before them.
CMOCKA_LINE = re.compile(
    r"\[ +(FILE|RUN|OK|FAILED|SKIPPED) +\] (\w+)\s*$")


def parse_cmocka(group: str, prefix: str, output: str, crashed: bool
                 ) -> list[Result]:
    """The results in the output of one or more CMocka groups. A test that
    began and did not end failed; so does the program itself if it `crashed`
    outside of any test."""
    outcomes = {"OK": PASSED, "FAILED": FAILED, "SKIPPED": SKIPPED}
    results: list[Result] = []
    running: str | None = None
    detail: list[str] = []

    def end(name: str, outcome: str) -> None:
        text = "\n".join(detail) if outcome == FAILED else ""
        results.append(Result(group, prefix + name, outcome, text))

    for line in output.splitlines():
        match = CMOCKA_LINE.search(line)
        if not match:
            detail.append(line)
            continue
        kind, name = match.groups()
        if kind == "FILE":
            prefix = f"{name}/"
        elif kind == "RUN":
            if running is not None:
                end(running, FAILED)
            running, detail = name, []
        elif running == name:  # else: the list of failures at the end
            end(name, outcomes[kind])
            running, detail = None, []
    if running is not None:
        end(running, FAILED)
    elif crashed and not any(result.outcome == FAILED for result in results):
        end("(program)", FAILED)
    return results


def parse_junit(group: str, path: Path) -> list[Result]:
    """The results in a JUnit file, as pytest writes it."""
    results = []
    for case in ElementTree.parse(path).getroot().iter("testcase"):
        module = case.get("classname", "").rpartition(".")[2]
        name = f"{module}/{case.get('name')}"
        bad = case.find("failure")
        if bad is None:
            bad = case.find("error")
        if bad is not None:
            results.append(Result(group, name, FAILED, bad.text or ""))
        elif case.find("skipped") is not None:
            reason = case.find("skipped")
            assert reason is not None
            results.append(Result(group, name, SKIPPED,
                                  reason.get("message", "")))
        else:
            results.append(Result(group, name, PASSED))
    return results
