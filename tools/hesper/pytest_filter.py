"""A pytest plugin: keeps the tests whose name matches HESPER_TEST_FILTER."""

from __future__ import annotations

import os
import re

import pytest


def pytest_collection_modifyitems(config: pytest.Config,
                                  items: list[pytest.Item]) -> None:
    pattern = re.compile(os.environ.get("HESPER_TEST_FILTER", ""))
    kept = [item for item in items if pattern.search(item.nodeid)]
    dropped = [item for item in items if not pattern.search(item.nodeid)]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = kept
