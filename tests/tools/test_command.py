"""The ./hesper command's help and errors."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from conftest import ROOT


def hesper(*words: str, python: str | None = None
           ) -> subprocess.CompletedProcess[str]:
    command = [python] if python else []
    return subprocess.run([*command, str(ROOT / "hesper"), *words], text=True,
                          stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=60, check=False)


def test_help_names_every_command() -> None:
    text = hesper("--help").stdout
    for name in ("run", "test", "build", "debug", "count", "doctor", "size"):
        assert f"    {name} " in text


@pytest.mark.parametrize("name", ["run", "test", "build", "debug", "count",
                                  "doctor", "size"])
def test_each_command_has_help(name: str) -> None:
    result = hesper(name, "--help")
    assert result.returncode == 0
    assert f"usage: hesper {name}" in result.stdout


def test_another_python_is_left_for_debians() -> None:
    python = shutil.which("python3") or "/usr/bin/python3"
    assert hesper("--help", python=python).returncode == 0


@pytest.mark.parametrize("words, exists", [
    (("run", "toaster"), "raspi"),
    (("test", "nothing"), "host"),
    (("build", "nothing"), "raspi-debug"),
    (("nothing",), "doctor"),
])
def test_an_unknown_name_is_answered_with_those_that_exist(
        words: tuple[str, ...], exists: str) -> None:
    result = hesper(*words)
    assert result.returncode != 0
    assert "nothing" in result.stderr or "toaster" in result.stderr
    assert exists in result.stderr
    assert "Traceback" not in result.stderr


def test_a_filter_that_is_no_pattern() -> None:
    result = hesper("test", "tools", "--filter", "(")
    assert result.returncode == 1 and "--filter" in result.stderr


@pytest.mark.parametrize("words, text", [
    (("count", "--script", "/nowhere"), "/nowhere: No such file"),
    (("bench", "--compare", "/nowhere"), "/nowhere: No such file"),
    (("bench", "--growth", "--compare", "/nowhere"), "/nowhere: No such file"),
    (("bench", "--compare", "README.md"), "no results with `operations`"),
    (("bench", "--worst", "--compare", "README.md"),
     "no results with `paths`"),
    (("bench", "--bulk", "--compare", "README.md"), "README.md: no results"),
    (("bench", "--json", "/nowhere/at/all"), "no folder /nowhere/at"),
    (("killsweep", "--json", "docs"), "docs is a folder"),
    (("image", "iso", "-o", "/nowhere/at/all"), "no folder /nowhere/at"),
    (("mutate", "--file", "nothing"), "there is no nucleus/nothing.c"),
])
def test_a_file_that_does_not_do_is_refused_at_once(
        words: tuple[str, ...], text: str) -> None:
    result = hesper(*words)
    assert result.returncode != 0
    assert text in result.stderr
    assert "Traceback" not in result.stderr


def test_nothing_run_is_a_failure() -> None:
    result = hesper("test", "tools", "--filter", "no_such_test_at_all")
    assert result.returncode == 1
    assert result.stdout.splitlines()[-1] == "0 passed, 0 failed"
    assert "no test ran" in result.stderr


def test_one_test_by_its_name() -> None:
    result = hesper("test", "tools", "--filter", "test_summary_without")
    assert result.stdout.splitlines()[-1] == "1 passed, 0 failed"
    assert result.returncode == 0


def test_json_results() -> None:
    result = hesper("test", "tools", "--json", "--filter",
                    "test_summary_without")
    found = json.loads(result.stdout)
    assert (found["passed"], found["failed"]) == (1, 0)
    assert found["tests"][0]["group"] == "tools"


def test_doctor_as_json() -> None:
    found = json.loads(hesper("doctor", "--json").stdout)
    assert found["good"] is True
    assert {"name", "found", "needed", "good", "mend"} == set(
        found["tools"][0])
