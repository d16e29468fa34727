"""Boot images that are damaged: whoever reads a thing says what is wrong with
it, and what can go on goes on."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import images
import pytest
from conftest import STATUS_PANIC
from images import Image, segment
from scripts import Session, run

from hesper.common import Board

STATUS_BROKEN = 1
PAGE = 4096
ELSEWHERE = 40 * PAGE


# e_machine of a processor that is none of ours.
ANOTHER_MACHINE = 3
# No instruction; on x86_64 two that are undefined on purpose.
UNDEFINED = {"aarch64": 0, "x86_64": 0x0B0F0B0F}


def start(folder: Path, image: Image, *lines: str) -> Session:
    return run(image.board, folder, list(lines), "--image", image.write(folder))


def archive(layout: str, offset: int, value: int) -> Callable[[Image], None]:
    """Changes a field of the archive's header."""
    return lambda image: image.put(layout, image.base + offset, value)


def root_entry(layout: str, offset: int, value: int) -> Callable[[Image], None]:
    """Changes a field of root's entry, with the right checksum."""
    def damage(image: Image) -> None:
        image.put(layout, image.entry("root") + offset, value)
        image.header_is_right()
    return damage


def root_file(layout: str, offset: int, value: int) -> Callable[[Image], None]:
    """Changes a field of root's own headers."""
    return lambda image: image.put(layout, image.file("root") + offset, value)


def cut(place: Callable[[Image], int]) -> Callable[[Image], None]:
    """Leaves out everything from there on."""
    def damage(image: Image) -> None:
        del image.data[place(image):]
    return damage


FATAL = {
    "magic": (archive("B", images.ARCHIVE_MAGIC, 0),
              "archive: not found"),
    "checksum": (archive("I", images.ARCHIVE_CHECKSUM, 1),
                 "archive: wrong checksum of its header"),
    "an entry": (lambda image: image.put("Q", image.entry("crash")
                                         + images.ENTRY_SIZE, 1),
                 "archive: wrong checksum of its header"),
    "no files": (archive("I", images.ARCHIVE_COUNT, 0),
                 "archive: no files, or too many"),
    "too many files": (archive("I", images.ARCHIVE_COUNT, 64),
                       "archive: no files, or too many"),
    "all the files": (archive("I", images.ARCHIVE_COUNT, 0xFFFFFFFF),
                      "archive: no files, or too many"),
    "one file less": (lambda image: (
        image.put("I", image.base + images.ARCHIVE_COUNT,
                  len(image.entries) - 1), image.header_is_right()),
        "archive: its last file is not root"),
    "size 0": (archive("Q", images.ARCHIVE_SIZE, 0),
               "archive: larger than memory"),
    "size of all": (archive("Q", images.ARCHIVE_SIZE, (1 << 64) - PAGE),
                    "archive: larger than memory"),
    "name of root": (root_entry("B", images.ENTRY_NAME, ord("R")),
                     "archive: its last file is not root"),
    "offset of root": (root_entry("Q", images.ENTRY_OFFSET, PAGE + 1),
                       "root: beyond the archive's end"),
    "offset of root 0": (root_entry("Q", images.ENTRY_OFFSET, 0),
                         "root: beyond the archive's end"),
    "offset of root too large": (
        root_entry("Q", images.ENTRY_OFFSET, (1 << 64) - PAGE),
        "root: beyond the archive's end"),
    "size of root": (root_entry("Q", images.ENTRY_SIZE, (1 << 64) - 1),
                     "root: beyond the archive's end"),
    "ELF magic": (root_file("B", 0, 0), "root: not an ELF file"),
    "ELF class": (root_file("B", images.ELF_CLASS, 1),
                  "root: not a position-independent program"),
    "ELF type": (root_file("H", images.ELF_TYPE, 2),
                 "root: not a position-independent program"),
    "ELF machine": (root_file("H", images.ELF_MACHINE, ANOTHER_MACHINE),
                    "root: not a position-independent program"),
    "headers' place": (root_file("Q", images.ELF_SEGMENTS_OFFSET, PAGE),
                       "root: program headers out of place"),
    "headers misaligned": (root_file("Q", images.ELF_SEGMENTS_OFFSET, 65),
                           "root: program headers out of place"),
    "headers' size": (root_file("H", images.ELF_SEGMENT_BYTES, 8),
                      "root: program headers out of place"),
    "headers' number": (root_file("H", images.ELF_SEGMENTS, 0xFFFF),
                        "root: program headers out of place"),
    "no headers": (root_file("H", images.ELF_SEGMENTS, 0),
                   "root: needs text with its entry, and data"),
    "entry": (root_file("Q", images.ELF_ENTRY, ELSEWHERE),
              "root: needs text with its entry, and data"),
    "entry of all": (root_file("Q", images.ELF_ENTRY, (1 << 64) - 4),
                     "root: needs text with its entry, and data"),
    "text writable": (root_file("I", segment(0, images.SEGMENT_FLAGS), 7),
                      "root: segment is writable and executable"),
    "data executable": (root_file("I", segment(1, images.SEGMENT_FLAGS), 5),
                        "root: more than one text or data segment"),
    "text missing": (root_file("I", segment(0, images.SEGMENT_TYPE), 0),
                     "root: needs text with its entry, and data"),
    "data missing": (root_file("I", segment(1, images.SEGMENT_TYPE), 0),
                     "root: needs text with its entry, and data"),
    "text's place": (root_file("Q", segment(0, images.SEGMENT_OFFSET), PAGE),
                     "root: segment is not in the file as it is in memory"),
    "data's place": (root_file("Q", segment(1, images.SEGMENT_ADDRESS), 0),
                     "root: segment is not in the file as it is in memory"),
    "data's size": (
        root_file("Q", segment(1, images.SEGMENT_MEMORY_BYTES), 1 << 30),
        "root: segment is not in the file as it is in memory"),
    "cut before the archive": (cut(lambda image: image.base),
                               "archive: not found"),
    "cut before root": (cut(lambda image: image.file("root")),
                        "root: not an ELF file"),
}
# A loader tells how large the image is, where it is a module.
FATAL_MODULE = {
    "cut before the archive": "boot: no module with the programs was loaded",
    "cut before root": "boot image: archive: larger than memory",
}


@pytest.mark.parametrize("what", FATAL)
def test_the_kernel_says_why_it_cannot_start(
        board: Board, tmp_path: Path, what: str) -> None:
    damage, wrong = FATAL[what]
    why = f"boot image: {wrong}"
    if board.image_is_module:
        why = FATAL_MODULE.get(what, why)
    image = Image(board)
    damage(image)
    session = start(tmp_path, image)
    assert session.status == STATUS_PANIC, session.output
    assert f"panic: {why}" in session.output
    assert "the kernel's backtrace:" in session.errors
    assert re.search(" (boot|board_start) ", session.errors)


@pytest.mark.parametrize("offset", [0, 0x1000, -1], ids=["header", "text",
                                                         "last"])
def test_a_damaged_program_is_left_out(board: Board, tmp_path: Path,
                                       offset: int) -> None:
    image = Image(board)
    size = image.get("Q", image.entry("demo_server") + images.ENTRY_SIZE)
    image.data[image.file("demo_server") + offset % size] ^= 0x10
    session = start(tmp_path, image, "call 1 2", "share", "crash null", "help")
    assert session.status == 0, session.output
    assert ("root: file demo_server in the boot image: its checksum is wrong"
            in session.boot_log)
    assert ("root: program demo_server: the boot image has no good file of "
            "that name" in session.boot_log)
    assert "the demo server: SERVICE_NOT_FOUND" in session.answers[0]
    assert "SERVICE_NOT_FOUND" in session.answers[1]
    assert "crash was stopped; the system goes on" in session.answers[2]


@pytest.mark.parametrize("name", ["console", "shell"])
def test_without_an_essential_program_the_machine_ends(
        board: Board, tmp_path: Path, name: str) -> None:
    image = Image(board)
    image.data[image.file(name) + 100] ^= 1
    session = start(tmp_path, image)
    assert session.status == STATUS_BROKEN, session.output
    assert f"root: file {name} in the boot image: its checksum is wrong" in (
        session.output)
    assert f"root: without {name} there is nothing to do" in session.output


def dies_at_once(board: Board, folder: Path, name: str, *lines: str
                 ) -> Session:
    """With a program whose first instruction is none, or writes to NULL."""
    image = Image(board)
    begin = image.file(name)
    entry = image.get("Q", begin + images.ELF_ENTRY)
    image.put("I", begin + entry, 0)
    image.file_is_right(name)
    return start(folder, image, *lines)


def assert_given_up(name: str, limit: int, text: str) -> None:
    for number in range(1, limit + 1):
        assert (f"root: program {name} has ended: a fault; restarted ({number} "
                f"of {limit} within 60 s)" in text)
    assert f"root: program {name} has ended: a fault; given up" in text


def test_a_server_that_dies_at_once(board: Board, tmp_path: Path) -> None:
    """Root does not wait for it longer than it is certain to be in vain."""
    session = dies_at_once(board, tmp_path, "demo_server", "call 1 2", "crash null")
    assert session.status == 0, session.output
    assert_given_up("demo_server", 5, session.boot_log)
    assert "has not registered" not in session.boot_log
    assert "the demo server: SERVICE_NOT_FOUND" in session.answers[0]
    assert "crash was stopped; the system goes on" in session.answers[1]


@pytest.mark.parametrize("name", ["console", "shell"])
def test_an_essential_program_that_dies_at_once(
        board: Board, tmp_path: Path, name: str) -> None:
    session = dies_at_once(board, tmp_path, name)
    assert session.status == STATUS_BROKEN, session.output
    assert_given_up(name, 3, session.output)
    assert f"root: without {name} there is nothing to do" in session.output


ENTRIES = {
    "offset": ("Q", images.ENTRY_OFFSET, PAGE + 8, "its offset is wrong"),
    "offset 0": ("Q", images.ENTRY_OFFSET, 0, "its offset is wrong"),
    "offset of all": ("Q", images.ENTRY_OFFSET, (1 << 64) - PAGE,
                      "it reaches beyond the archive"),
    "size": ("Q", images.ENTRY_SIZE, 1 << 40, "it reaches beyond the archive"),
    "size of all": ("Q", images.ENTRY_SIZE, (1 << 64) - 1,
                    "it reaches beyond the archive"),
    "size 0": ("Q", images.ENTRY_SIZE, 0, "its checksum is wrong"),
    "checksum": ("I", images.ENTRY_CHECKSUM, 0, "its checksum is wrong"),
}


@pytest.mark.parametrize("what", ENTRIES)
def test_a_damaged_entry(board: Board, tmp_path: Path, what: str) -> None:
    layout, offset, value, why = ENTRIES[what]
    image = Image(board)
    image.put(layout, image.entry("crash") + offset, value)
    image.header_is_right()
    session = start(tmp_path, image, "crash null", "call 20 22")
    assert session.status == 0, session.output
    assert f"root: file crash in the boot image: {why}" in session.boot_log
    assert "the boot image has no good file of that name" in session.answers[0]
    assert "the demo server says 42;" in session.answers[1]


def test_a_name_without_an_end(board: Board, tmp_path: Path) -> None:
    image = Image(board)
    for index in range(40):
        image.put("B", image.entry("crash") + index, ord("x"))
    image.header_is_right()
    session = start(tmp_path, image, "crash null")
    assert session.status == 0, session.output
    assert f"root: file {'x' * 40} in the boot image: its name has no end" in (
        session.boot_log)


HEADERS = {
    "magic": ("B", 0, 0, "not a 64-bit little-endian ELF file"),
    "class": ("B", images.ELF_CLASS, 1, "not a 64-bit little-endian ELF"),
    "type": ("H", images.ELF_TYPE, 2, "not position-independent"),
    "machine": ("H", images.ELF_MACHINE, ANOTHER_MACHINE, "for another processor"),
    "headers' place": ("Q", images.ELF_SEGMENTS_OFFSET, (1 << 64) - 8,
                       "its program headers are wrong"),
    "headers misaligned": ("Q", images.ELF_SEGMENTS_OFFSET, 65,
                           "its program headers are wrong"),
    "headers' size": ("H", images.ELF_SEGMENT_BYTES, 55,
                      "its program headers are wrong"),
    "headers' number": ("H", images.ELF_SEGMENTS, 0xFFFF,
                        "its program headers are wrong"),
    "no headers": ("H", images.ELF_SEGMENTS, 0,
                   "not exactly two loadable segments"),
    "one segment": ("I", segment(1, images.SEGMENT_TYPE), 6,
                    "not exactly two loadable segments"),
    "three segments": ("I", segment(2, images.SEGMENT_TYPE), 1,
                       "not exactly two loadable segments"),
    "text writable": ("I", segment(0, images.SEGMENT_FLAGS), 7,
                      "a segment has wrong rights"),
    "data executable": ("I", segment(1, images.SEGMENT_FLAGS), 7,
                        "a segment has wrong rights"),
    "data's place": ("Q", segment(1, images.SEGMENT_OFFSET), 0,
                     "does not lie in the file as in memory"),
    "data's address": ("Q", segment(1, images.SEGMENT_ADDRESS), 1 << 40,
                       "does not lie in the file as in memory"),
    "data in memory": ("Q", segment(1, images.SEGMENT_MEMORY_BYTES), 1 << 62,
                       "a segment is not as large as in memory"),
    "entry": ("Q", images.ELF_ENTRY, ELSEWHERE, "its entry is not in its text"),
    "entry of all": ("Q", images.ELF_ENTRY, (1 << 64) - 4,
                     "its entry is not in its text"),
}


@pytest.mark.parametrize("what", HEADERS)
def test_a_damaged_header_with_a_right_checksum(
        board: Board, tmp_path: Path, what: str) -> None:
    layout, offset, value, why = HEADERS[what]
    image = Image(board)
    image.put(layout, image.file("crash") + offset, value)
    image.file_is_right("crash")
    session = start(tmp_path, image, "crash null", "call 20 22", "mem",
                    "crash null", "mem")
    assert session.status == 0, session.output
    assert "root: program crash: its file cannot be loaded: " in (
        session.answers[0])
    assert why in session.answers[0]
    assert "crash: SERVICE_FAILED" in session.answers[0]
    assert "the demo server says 42;" in session.answers[1]
    assert session.answers[2] == session.answers[4]


@pytest.mark.parametrize("index", [0, 1])
def test_a_segment_larger_than_the_file(board: Board, tmp_path: Path,
                                        index: int) -> None:
    image = Image(board)
    for field in (images.SEGMENT_FILE_BYTES, images.SEGMENT_MEMORY_BYTES):
        image.put("Q", image.file("crash") + segment(index, field),
                  (1 << 64) - 1)
    image.file_is_right("crash")
    session = start(tmp_path, image, "crash null", "call 20 22")
    assert session.status == 0, session.output
    assert "a segment reaches beyond the file" in session.answers[0]


def test_a_program_of_garbage(board: Board, tmp_path: Path) -> None:
    """Headers and checksum are right, the text is not: it ends by a fault."""
    image = Image(board)
    entry = image.get("Q", image.file("crash") + images.ELF_ENTRY)
    image.put("I", image.file("crash") + entry, UNDEFINED[board.cpu])
    image.file_is_right("crash")
    session = start(tmp_path, image, "crash null", "call 20 22")
    assert session.status == 0, session.output
    assert "root: program crash: undefined or privileged" in session.answers[0]
    assert "the demo server says 42;" in session.answers[1]


@pytest.mark.parametrize("how", ["cut", "damaged"])
def test_a_damaged_root_is_not_started(board: Board, tmp_path: Path, how: str
                                       ) -> None:
    """Behind its headers, where it has its first instructions."""
    image = Image(board)
    begin = image.file("root")
    place = begin + image.get("Q", begin + images.ELF_ENTRY)
    if how == "cut":
        del image.data[place:]
    else:
        image.put("I", place, 0)
    session = run(board, tmp_path, [], "--image", image.write(tmp_path),
                  "--timeout", "15")
    assert session.status == STATUS_PANIC
    early = board.image_is_module and how == "cut"
    assert (f"panic: boot image: {'archive' if early else 'root'}: "
            in session.output)
