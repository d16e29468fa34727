"""Typing at the shell: editing, long lines, and lines typed ahead."""

from __future__ import annotations

import pytest
from conftest import Machine

LINE_MAX = 127


@pytest.mark.parametrize("keys", [
    "hexx\x7f\x7flp ps",          # Delete
    "hexx\x08\x08lp ps",          # Backspace
    "\x7f\x7f\x7fhelp ps",        # nothing to take back
    "exit 9\x15help ps",          # Ctrl-U
    "\x15help ps",
    "he\x1b[Alp\x1b[1;5D ps",     # arrow keys
    "he\x1bOPlp ps\x1b[3~",       # a function key, Delete
    "\thel\x00p\x01\x01 \x02ps\x1a",  # other control characters
    "h\u00e9elp ps\U0001F600",    # not ASCII
])
def test_keys(machine: Machine, keys: str) -> None:
    assert machine.command(keys).startswith("ps \n")


def test_ctrl_c_gives_the_line_up(machine: Machine) -> None:
    machine.terminal.send("exit 9\x03")
    assert "^C" in machine.until_prompt()
    assert machine.command("help ps").startswith("ps \n")


def test_an_empty_line_is_nothing(machine: Machine) -> None:
    assert machine.command("") == ""
    assert machine.command("     ") == ""


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_line_ends(machine: Machine, end: str) -> None:
    for _ in range(3):
        machine.terminal.send(f"help ps{end}")
        assert "every thread" in machine.until_prompt()


@pytest.mark.parametrize("length", [LINE_MAX - 1, LINE_MAX, LINE_MAX + 1, 1000])
def test_long_lines_are_cut(machine: Machine, length: int) -> None:
    answer = machine.command("x" * length)
    assert f"`{'x' * min(length, LINE_MAX)}`" in answer
    assert machine.command("help ps").startswith("ps \n")


def test_a_long_line_can_be_taken_back(machine: Machine) -> None:
    machine.terminal.send("x" * 200 + "\x7f" * LINE_MAX)
    assert machine.command("help ps").startswith("ps \n")


def test_lines_typed_ahead(machine: Machine) -> None:
    machine.terminal.send("call 1 2\rcall 3 4\rcall 5 6\r")
    text = "".join(machine.until_prompt() for _ in range(3))
    places = [text.index(f"the demo server says {number};")
              for number in (3, 7, 11)]
    assert places == sorted(places)


def test_a_flood_of_input_does_no_harm(machine: Machine) -> None:
    """More than any buffer holds, while the shell is busy: what does not fit
    is lost, and the system goes on."""
    machine.terminal.send("run runtime_test\r")
    for _ in range(20):
        machine.terminal.send("y" * 500)
    machine.terminal.send("\x15")
    machine.until_prompt()
    machine.terminal.send("\x15\r")
    machine.terminal.expect_exact("hesper> ")
    machine.terminal.send("\x15call 20 21\r")
    machine.terminal.expect_exact("the demo server says 41;")
