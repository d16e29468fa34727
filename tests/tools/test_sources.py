"""What counts as a line of source."""

from __future__ import annotations

from pathlib import Path

import pytest

from hesper.sources import Lines, count_file, count_folder


@pytest.mark.parametrize("name, text, raw, code", [
    ("a.c", "int a; /* x */\n\n/* y\n   z */\n// w\nint b;\n", 6, 2),
    ("a.c", 'char *s = "/* no */"; // yes\nchar c = \'"\'; /* " */\n', 2, 2),
    ("a.c", 'char *s = "a\\"/*";\nint b;\n', 2, 2),
    ("a.S", "start:  // don't\n    nop\n/* it's */\n", 3, 2),
    ("a.cap", "# note\nobject a\n    # in\n    op b () -> ()\n", 4, 2),
    ("a.py", "# one\nx = 1  # two\n\n", 3, 1),
    ("a.h", "#ifndef A\n#define A\n#endif\n", 3, 3),
])
def test_count_file(tmp_path: Path, name: str, text: str, raw: int, code: int
                    ) -> None:
    path = tmp_path / name
    path.write_text(text)
    assert count_file(path) == Lines(1, raw, code)


def test_count_folder(tmp_path: Path) -> None:
    (tmp_path / "arch").mkdir()
    (tmp_path / "a.c").write_text("int a;\n")
    (tmp_path / "arch" / "b.S").write_text("nop\nnop\n")
    (tmp_path / "arch" / "c.inc").write_text("nop /* c */\n")
    (tmp_path / "picture.png").write_bytes(b"\n\n\n")
    (tmp_path / "seed").write_bytes(b"of a fuzzer\n")
    assert count_folder(tmp_path) == Lines(3, 4, 4)
    assert count_folder(tmp_path, (tmp_path / "arch",)) == Lines(1, 1, 1)


def test_a_file_without_a_suffix_counts_if_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "hesper").write_text("# a command\nx = 1\n")
    assert count_folder(tmp_path / "hesper") == Lines(1, 2, 1)
