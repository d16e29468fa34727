"""Ways that a Raspberry Pi is booted: every exception level, with a device tree, ATAGS, or
nothing at all from firmware."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from conftest import STATUS_PANIC
from memory_map import Row, untyped_bytes, user_rows
from raspi import (IMAGE, boot, device_tree, enter, from_firmware, load,
                   machine)

MIB = 1 << 20
LOAD_ADDRESS = 0x80000
TREE_ADDRESS = 0x07000000
# Of 960 MiB that QEMU's ATAGS and device trees tell of.
ALL = 950 * MIB
# tree.dts: 128 MiB less 1 MiB, and 64 MiB.
SMALL = range(188 * MIB, 191 * MIB)


def test_at_el2_with_atags() -> None:
    assert untyped_bytes(boot("-kernel", str(IMAGE))) > ALL


@pytest.mark.parametrize("cores", [1, 4])
def test_at_el3_with_nothing(cores: int) -> None:
    log = boot(*load(IMAGE, LOAD_ADDRESS), *enter(LOAD_ADDRESS, cores))
    assert untyped_bytes(log) > 100 * MIB


@pytest.mark.parametrize("level", [1, 2, 3])
def test_through_a_shim_with_nothing(tmp_path: Path, level: int) -> None:
    log = boot(*from_firmware(tmp_path, level))
    assert untyped_bytes(log) > 100 * MIB


@pytest.mark.parametrize("level", [1, 2, 3])
def test_through_a_shim_with_a_device_tree(tmp_path: Path, level: int) -> None:
    tree = device_tree(tmp_path)
    log = boot(*from_firmware(tmp_path, level, TREE_ADDRESS),
               *load(tree, TREE_ADDRESS))
    assert untyped_bytes(log) in SMALL
    not_there = [Row(0x4000000, 0x4000000, MIB, "", "reserved"),
                 Row(0x8000000, 0x8000000, 0x8000000, "", "between"),
                 Row(0x14000000, 0x14000000, 0x28000000, "", "behind")]
    for row in user_rows(log):
        for other in not_there:
            assert not row.overlaps(other), row


def test_all_memory_reserved(tmp_path: Path) -> None:
    tree = device_tree(tmp_path)
    data = bytearray(tree.read_bytes())
    struct.pack_into(">QQ", data, 40, 0, 1 << 40)
    tree.write_bytes(data)
    with machine(*from_firmware(tmp_path, 2, TREE_ADDRESS),
               *load(tree, TREE_ADDRESS)) as serial:
        assert serial.read_to_end() == STATUS_PANIC
    assert b"panic: boot: no memory left for root" in serial.output


def test_with_a_device_tree_of_qemu(tmp_path: Path) -> None:
    log = boot("-kernel", str(IMAGE), "-dtb", str(device_tree(tmp_path)),
               "-append", "first second=3")
    assert untyped_bytes(log) > 180 * MIB


@pytest.mark.parametrize("argument", [
    0x1, 0x7, 0xFFC, 0x80000, TREE_ADDRESS, 0x3EFFFFF8, 0x3F000000,
    0x40000000, 1 << 39, (1 << 64) - 8])
def test_an_argument_that_points_to_nothing(tmp_path: Path, argument: int
                                            ) -> None:
    log = boot(*from_firmware(tmp_path, 2, argument))
    assert untyped_bytes(log) > 100 * MIB


@pytest.mark.parametrize("offset, value", [
    (4, 0xFFFFFFFF),   # its size
    (8, 0xFFFFFFF0),   # where the structure is
    (12, 0),           # where the strings are
    (16, 0xFFFFFFF8),  # where the reservations are
    (36, 8),           # the structure's size
    (100, 0xFFFFFFFF), # in the structure
])
def test_a_damaged_device_tree(tmp_path: Path, offset: int, value: int
                               ) -> None:
    tree = device_tree(tmp_path)
    data = bytearray(tree.read_bytes())
    struct.pack_into(">I", data, offset, value)
    tree.write_bytes(data)
    boot(*from_firmware(tmp_path, 2, TREE_ADDRESS), *load(tree, TREE_ADDRESS))


def test_atags_with_a_command_line() -> None:
    log = boot("-kernel", str(IMAGE), "-append", "x" * 300)
    assert untyped_bytes(log) > ALL
