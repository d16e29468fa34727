"""The memory map: what the kernel keeps, and what it hands out."""

from __future__ import annotations

import itertools

import pytest
from conftest import Machine
from memory_map import Row, rows, user_rows

from hesper.common import Board
from hesper.debug import image_address

# Of QEMU's boards: what is RAM, and registers that would let a driver stop the
# kernel.
RAM = {
    "raspi": [range(0x3C000000)],
    "pc": [range(0x9F000), range(0x100000, 0xFFDF000)],
}
KEPT_PAGES = {
    "raspi": (0x3F00B000, 0x3F100000, 0x40000000),
    "pc": (0xFEC00000, 0xFED00000, 0xFEE00000),
}


@pytest.fixture(scope="module")
def boot_log(board: Board) -> str:
    machine = Machine(board, "--image", str(board.image()))
    machine.close()
    return machine.boot_log


def kernel_image(boot_log: str) -> Row:
    """From the kernel's first byte to its last stack's end."""
    own = [row for row in rows(boot_log)
           if row.of_kernel and row.what.startswith("kernel, ")
           and not row.device]
    first = min(row.physical for row in own)
    last = max(row.end for row in own)
    return Row(own[0].virtual, first, last - first, "", "kernel")


def test_there_is_one(boot_log: str) -> None:
    whats = {row.what for row in rows(boot_log)}
    assert {"kernel, text", "kernel, constants", "kernel, data",
            "kernel, stack", "direct map of RAM", "archive", "root, text",
            "root, data", "untyped"} <= whats


def test_user_addresses_are_physical(boot_log: str) -> None:
    for row in user_rows(boot_log):
        assert row.virtual == row.physical, row


def test_nothing_is_granted_twice(boot_log: str) -> None:
    for one, other in itertools.combinations(user_rows(boot_log), 2):
        assert not one.overlaps(other), (one, other)


def test_the_kernel_and_page_0_are_never_granted(board: Board, boot_log: str
                                                 ) -> None:
    kept = [Row(0, 0, 4096, "", "page 0"), kernel_image(boot_log)]
    kept += [Row(page, page, 4096, "", "registers")
             for page in KEPT_PAGES[board.name]]
    for row in user_rows(boot_log):
        for one in kept:
            assert not row.overlaps(one), (row, one)


def test_no_memory_is_lost(board: Board, boot_log: str) -> None:
    file = board.image()
    base = image_address(board, file)
    image = Row(base, base, file.stat().st_size, "", "image")
    parts = [row for row in rows(boot_log)
             if not row.of_kernel and not row.overlaps(image)]
    parts += [Row(0, 0, 4096, "", "page 0"), image]
    if board.image_is_module:
        parts.append(kernel_image(boot_log))
    for ram in RAM[board.name]:
        end = ram.start
        for row in sorted(parts, key=lambda row: row.physical):
            if row.physical in ram:
                assert row.physical == end, row
                end = row.end
        assert end == ram.stop


def test_neighbours_are_one_row(boot_log: str) -> None:
    untypeds = [row for row in user_rows(boot_log)
                if row.what.startswith("untyped")]
    for one, other in itertools.pairwise(untypeds):
        assert one.end != other.physical or one.what != other.what, other


def test_nothing_is_writable_and_executable(boot_log: str) -> None:
    for row in rows(boot_log):
        assert not {"w", "x"} <= set(row.attributes.split()[0]), row


def test_the_kernel_maps_its_memory_once(boot_log: str) -> None:
    own = [row for row in rows(boot_log) if row.of_kernel]
    for one, other in itertools.combinations(own, 2):
        assert not one.overlaps(other), (one, other)
    for row in own:
        assert row.device == (row.what == "kernel, registers"), row
