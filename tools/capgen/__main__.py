"""capgen reads the descriptions of Hesper's kernel objects (caps/*.cap) and
writes what both sides of the kernel boundary compile, and the reference
manual."""

import argparse
import sys
from pathlib import Path
from typing import Optional

import reference
import render
from errors import Errors
from model import Model
from resolve import resolve
from statuses import read_statuses
from syntax import parse

EPILOG = """\
DIR receives caps.h and stubs.h (user side), operations.h and dispatch.c
(kernel side), fuzz_grammar.h and caps.json (for tools). A file is written only if its content
changes. Errors name file, line, column, what was expected and what was found;
the exit status is then 1.
"""


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="capgen",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--caps",
        type=Path,
        required=True,
        help="folder of the descriptions and of abi.h",
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="where generated code goes"
    )
    parser.add_argument(
        "--docs", type=Path, metavar="DIR", help="write the reference manual"
    )
    parser.add_argument(
        "--check-docs",
        type=Path,
        metavar="DIR",
        help="exit 1 if the reference manual there is stale",
    )
    args = parser.parse_args()
    if not (args.out or args.docs or args.check_docs):
        parser.error("nothing to do: give --out, --docs or --check-docs")
    return args


def load(caps: Path, errors: Errors) -> Model:
    """The model of all descriptions in the folder."""
    described = []
    for path in sorted(caps.glob("*.cap")):
        described += parse(str(path), path.read_text(), errors)
    statuses = read_statuses((caps / "abi.h").read_text())
    if errors.found:
        # Objects may be missing; further complaints would be noise.
        return Model([], statuses)
    return resolve(described, statuses, errors)


def write(folder: Path, files: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = folder / name
        if not path.exists() or path.read_text() != text:
            path.write_text(text)


def fail(lines: list[str]) -> int:
    print("\n".join(lines), file=sys.stderr)
    return 1


def main() -> int:
    args = arguments()
    if not (args.caps / "abi.h").exists():
        return fail([f"{args.caps}: expected abi.h and descriptions there"])
    errors = Errors()
    model = load(args.caps, errors)
    if errors.found:
        return fail(errors.lines())
    if args.out:
        write(args.out, render.code(model))
    if args.docs:
        write(args.docs, reference.pages(model))
        reference.remove_left_over(args.docs, model)
    if args.check_docs:
        stale = reference.stale(args.check_docs, model)
        if stale:
            mend = f"{sys.executable} tools/capgen --caps {args.caps}"
            mend += f" --docs {args.check_docs}"
            return fail(
                [f"{path}: stale" for path in stale] + [f"mend with: {mend}"]
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
