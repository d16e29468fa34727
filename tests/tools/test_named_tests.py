"""Every test that docs/assurance.md names is there."""

from __future__ import annotations

import re

import pytest
from conftest import ROOT

SECTION = re.compile(r"^## Classes of bugs$(.*?)^## ", re.M | re.S)
NAME = re.compile(r"`(\w+)/(\w+)`")


def named() -> list[tuple[str, str]]:
    found = SECTION.search((ROOT / "docs" / "assurance.md").read_text())
    assert found
    return NAME.findall(found[1])


def test_there_are_some() -> None:
    assert len(named()) > 50


@pytest.mark.parametrize("file, test", named())
def test_it_is_there(file: str, test: str) -> None:
    sources = [path.read_text() for folder in ("caps", "nucleus")
               for path in (ROOT / "tests" / folder).glob(f"{file}.c")]
    assert any(re.search(rf"_test\w*\(\s*{test}\b", text)
               for text in sources)
