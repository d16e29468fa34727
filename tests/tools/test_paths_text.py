"""How `./hesper compare-paths` tells a difference."""

from __future__ import annotations

import pytest

from hesper.paths_text import (DIGEST, FP, GENERAL, Entry, describe, explain,
                               parse_log, slot_name)

CALL = Entry("step", 3, 0, (6, 0x2001))
BEGINS = Entry("begins", 3, 4, tuple(range(36)))


def test_a_log_is_read() -> None:
    text = "noise\npaths: log step 3 0 6 2001\npaths: log fp 4 11 a\n"
    assert parse_log(text) == [CALL, Entry("fp", 4, 11, (10,))]


@pytest.mark.parametrize("slot, name", [
    (0, "nothing"), (6, "way 0"), (16, "gate 0"), (21, "thread 0"),
    (48, "table 3"), (54, "empty 3"), (55, "")])
def test_slots_have_names(slot: int, name: str) -> None:
    assert slot_name(slot) == name


def test_steps_in_words() -> None:
    assert describe(CALL) == "step 3, main 0: invokes 0x6 (way 0), " \
        "operation 0x2001"
    assert "returns" in describe(Entry("step", 1, 4, (5, 1 << 63)))
    assert "breakpoint" in describe(Entry("step", 1, 4, (0, (1 << 64) - 1)))


def test_a_register() -> None:
    other = Entry("begins", 3, 4, (*range(35), 77))
    text = explain("aarch64", [CALL, BEGINS],
                   [CALL, Entry("begins", 3, 4, (9, *range(1, 36)))])
    assert "x0: 0x0 with the fast path, 0x9 without" in text
    assert "x1" not in text
    assert "-: 0x23" in explain("aarch64", [BEGINS], [other])


def test_the_kernels_state() -> None:
    words = [0] * len(DIGEST)
    words[4] = 1
    text = explain("x86_64", [CALL, Entry("digest", 3, 0, (0,) * 12)],
                   [CALL, Entry("digest", 3, 0, tuple(words))])
    assert "the kernel's state differs: gates" in text


def test_another_way_on() -> None:
    text = explain("x86_64", [CALL, BEGINS],
                   [CALL, Entry("result", 3, 0, BEGINS.words)])
    assert "server 0: is entered" in text and "main 0: goes on" in text
    assert "nothing more" in explain("x86_64", [CALL], [CALL, BEGINS])


@pytest.mark.parametrize("cpu, general, fp", [("aarch64", 36, 66),
                                              ("x86_64", 24, 64)])
def test_every_word_has_a_name(cpu: str, general: int, fp: int) -> None:
    assert (len(GENERAL[cpu]), len(FP[cpu])) == (general, fp)
