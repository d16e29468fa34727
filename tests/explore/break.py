"""Makes a copy of a kernel source with one rule dropped.

A patch is a text file: the source, the world in which the explorer must find it
out, then the lines to look for, a line of three dashes, and what to put in their
place. The lines must be there exactly once.
"""

from __future__ import annotations

import sys
from pathlib import Path


def broken(patch: str, root: Path) -> str:
    source, _world, rest = patch.split("\n", 2)
    before, _, after = rest.partition("---\n")
    text = (root / source).read_text()
    if text.count(before) != 1:
        raise SystemExit(f"{source} does not have, exactly once:\n{before}")
    return (f'#line 1 "{root / source}"\n') + text.replace(before, after)


def main() -> None:
    patch, root, output = map(Path, sys.argv[1:])
    output.parent.mkdir(exist_ok=True)
    output.write_text(broken(patch.read_text(), root))


main()
