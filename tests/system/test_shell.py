"""The shell, as a user meets it."""

from __future__ import annotations

import pytest
from conftest import Machine

from hesper.common import Board


def test_help_lists_the_commands(machine: Machine) -> None:
    text = machine.command("help")
    for command in ("help", "ps", "mem", "caps", "call", "crash", "exit"):
        assert command in text


@pytest.mark.parametrize("status", [0, 3, 255])
def test_exit_status(board: Board, machine: Machine, status: int) -> None:
    assert machine.exit(f"exit {status}") == min(status, board.status_max)


def test_exit_without_a_status_is_success(machine: Machine) -> None:
    assert machine.exit("exit") == 0


def test_ctrl_a_x_leaves(machine: Machine) -> None:
    machine.terminal.send("\x01x")
    assert machine.wait_for_end() == 0


def test_an_unknown_command_is_said_to_be_one(machine: Machine) -> None:
    assert "frobnicate" in machine.command("frobnicate")
    assert "help" in machine.command("help")
