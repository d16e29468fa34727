"""Root's supervisor: programs that die are started again, and nothing is lost
by it. Most of it is tested from the inside, by `restart_test` and `storm`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from scripts import ask, run

from hesper.common import Board

DETERMINISTIC = "--deterministic"
STATUS_BROKEN = 1
STORM = 10000
STORM_SECONDS = 900
# The names of what must not grow.
TOTALS = ("bytes of the machine's memory", "bytes of that", "slots of root's",
          "finds that wait", "slots of the test's")


def checks(program: str, text: str) -> int:
    """How many checks there were, none of which failed."""
    found = re.search(rf"{program}: (\d+) checks, (\d+) failed", text)
    assert found and found[2] == "0", text
    assert f"{program} ended by itself with 0" in text
    return int(found[1])


@pytest.mark.parametrize(
    "options", [[], ["--debug-build"], [DETERMINISTIC]],
    ids=["release", "debug", "deterministic"])
def test_from_the_inside(board: Board, tmp_path: Path, options: list[str]
                         ) -> None:
    """Every policy and its limit; ends before, while and after a server
    registers; calls, names and sessions of one that dies."""
    first, second, check, _ = ask(
        board, tmp_path, ["run restart_test", "run restart_test", "check"],
        *options)
    assert checks("restart_test", first) > 600
    assert checks("restart_test", second) > 600
    assert not re.search(r"\b[1-9]\d* of the kernel's invariants", check)


def assert_nothing_lost(text: str, deaths: int) -> None:
    assert checks("storm", text) > 4 * deaths
    assert (f"{deaths} deaths; {3 * deaths} calls under way ended with "
            "SERVICE_GONE" in text)
    sums = re.findall(r"^(\w.*\S) +(\d+) before, +(\d+) after$", text,
                      re.MULTILINE)
    assert len(sums) == 6
    for name, before, after in sums:
        assert name.startswith(TOTALS) and before == after, name


def test_a_storm(board: Board, tmp_path: Path) -> None:
    answers = ask(board, tmp_path, ["storm", "call 20 22", "check"],
                  seconds=STORM_SECONDS)
    assert_nothing_lost(answers[0], STORM)
    # It says the first ones, and then every thousandth.
    assert answers[0].count("; restarted (") < 30
    assert f"; restarted ({STORM - 999} of " in answers[0]
    assert "the demo server says 42;" in answers[1]


def test_a_breeze(board: Board, tmp_path: Path) -> None:
    """A debug kernel's state is right in the middle of it, too."""
    answers = ask(board, tmp_path, ["storm 0", "storm 300", "check", "mem",
                             "storm 300", "check", "mem"],
                  "--debug-build")
    assert_nothing_lost(answers[1], 300)
    assert_nothing_lost(answers[4], 300)
    for answer in answers[2], answers[5]:
        assert "0 of the kernel's invariants are broken" in answer
    assert answers[3] == answers[6]


def test_a_server_as_the_user_sees_it(board: Board, tmp_path: Path) -> None:
    kills = ["kill demo_server", "call 20 22"] * 5
    answers = ask(board, tmp_path, [
        "call 20 22", *kills, "kill demo_server", "call 20 22", "restarts",
        "start demo_server", "start demo_server", "call 20 22", "share"],
        DETERMINISTIC)
    for number in range(5):
        killed, called = answers[1 + 2 * number:3 + 2 * number]
        assert ("root: program demo_server has ended: killed; restarted "
                f"({number + 1} of 5 within 60 s)" in killed)
        assert "the demo server says 42; it has served 1 calls" in called
    killed, called, listed, started, again, back, share, _ = answers[11:]
    assert ("root: program demo_server has ended: killed; given up (5 restarts "
            "within 60 s)" in killed)
    assert "the demo server: SERVICE_NOT_FOUND" in called
    assert re.search(r"^demo_server +- +on failure +5 in 60 s +5 killed$",
                     listed, re.MULTILINE)
    assert started == ""
    assert "demo_server: SERVICE_ALREADY" in again
    assert "the demo server says 42;" in back
    assert "demo_client ended by itself with 0" in share


def test_a_server_that_is_stopped(board: Board, tmp_path: Path) -> None:
    killed, called, started, back, _ = ask(
        board, tmp_path, ["stop demo_server", "call", "start demo_server", "call"],
        DETERMINISTIC)
    assert killed == "root: program demo_server has ended: killed\n"
    assert "the demo server: SERVICE_NOT_FOUND" in called
    assert started == ""
    assert "the demo server says 5;" in back


def test_a_program_in_the_background(board: Board, tmp_path: Path
                                     ) -> None:
    """Nobody waits for its end, but it is told. (Another one that somebody does
    wait for, and that comes after it, makes sure that it has ended.)"""
    started, other, listed, _ = ask(
        board, tmp_path, ["start crash null", "run crash write", "restarts"],
        DETERMINISTIC)
    assert "root: program crash has ended: a fault\n" in started + other
    assert re.search(r"^crash +- +never +- +0 a fault$", listed, re.MULTILINE)


def test_console_and_shell(board: Board, tmp_path: Path) -> None:
    """The machine needs them: they come back, and the user notices little."""
    session = run(board, tmp_path, [
        "stop console", "stop shell", "kill shell", "kill console",
        "call 20 22", "kill console", "share", "kill console", "restarts",
        "check", "kill console"], DETERMINISTIC)
    answers = session.answers
    assert session.status == STATUS_BROKEN, session.output
    assert "console: SERVICE_NOT_PERMITTED" in answers[0]
    assert "shell: SERVICE_NOT_PERMITTED" in answers[1]
    assert "root: program shell has ended: killed; restarted (1 of " in (
        answers[2])
    assert "Hesper. `help` lists the commands." in answers[2]
    for answer, number in (answers[3], 1), (answers[5], 2), (answers[7], 3):
        assert ("root: program console has ended: killed; restarted "
                f"({number} of 3 within 60 s)" in answer)
    assert "the demo server says 42;" in answers[4]
    assert "demo_client ended by itself with 0" in answers[6]
    assert re.search(r"^console +running +always +3 in 60 s +3 killed$",
                     answers[8], re.MULTILINE)
    assert ("root: program console has ended: killed; given up (3 restarts "
            "within 60 s)" in answers[10])
    assert "root: without console there is nothing to do: power off" in (
        answers[10])
