"""The command line of exploring, fuzzing, killing, coverage and mutation."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from hesper import (compare_paths, coverage, explore, explore_compare, fuzz,
                    killsweep, mutate)
from hesper.arguments import add_board, natural, new_file, positive
from hesper.common import BOARDS

Add = Callable[..., argparse.ArgumentParser]


def add_board_options(one: argparse.ArgumentParser) -> None:
    one.add_argument("--board", choices=tuple(BOARDS),
                     help="with --replay: take its steps on a board in QEMU, "
                     "beside the host")
    one.add_argument("--walk", type=natural, metavar="SEED",
                     help="make a random sequence through WORLD and keep it "
                     "for --replay")
    one.add_argument("--out", metavar="FILE", type=new_file,
                     help="with --walk: where it is kept (default: in "
                     "build/explore)")
    one.add_argument("--compare", metavar="BOARD", choices=tuple(BOARDS),
                     help="random sequences through all worlds, taken on the "
                     "host and on a board, and compared moment by moment")
    one.add_argument("--walks", type=positive, default=explore_compare.WALKS,
                     metavar="N", help="with --compare: how many (default: "
                     "%(default)s)")
    one.add_argument("--seed", type=natural, default=1, metavar="S",
                     help="with --compare: which ones (default: %(default)s)")
    one.add_argument("--length", type=positive, metavar="N",
                     default=explore_compare.LENGTH,
                     help="with --walk and --compare: steps of a random "
                     "sequence (default: %(default)s)")
    one.add_argument("--burst", type=positive, default=1, metavar="B",
                     help="with --board: so many steps before all is looked "
                     "at (default: %(default)s)")
    one.add_argument("--release-build", action="store_true",
                     help="with --board and --compare: the board's optimised "
                     "kernel, without self-check")


def add_commands(add: Add) -> None:
    one = add("explore", "try every sequence of steps in small worlds",
              "Worlds: tree, gates, chain, mapping, waiting, faults, and each "
              "with -small; the large ones one after the other by default, "
              "until the time is over. A violation is printed as the shortest "
              "sequence and kept for --replay.")
    one.add_argument("world", nargs="?", default="", metavar="WORLD")
    one.add_argument("--seconds", type=positive, default=explore.SECONDS,
                     metavar="S", help="how long, for all worlds together "
                     "(default: %(default)s)")
    one.add_argument("--json", metavar="FILE", type=new_file,
                     help="also write results there")
    one.add_argument("--replay", metavar="FILE|ID",
                     help="do a kept sequence again, with sanitizers")
    one.add_argument("--list", action="store_true",
                     help="the worlds and the sequences that are kept")
    add_board_options(one)

    one = add("fuzz", "fuzz the kernel and its parsers",
              f"Targets: {', '.join(fuzz.targets())}; all by default. A crash "
              "is made small and its command printed.")
    one.add_argument("target", nargs="?", default="", metavar="TARGET")
    one.add_argument("--seconds", type=positive, default=int(fuzz.SECONDS),
                     metavar="S", help="for each target (default: %(default)s)")
    one.add_argument("--json", metavar="FILE", type=new_file,
                     help="also write results there")
    one.add_argument("--renew-corpus", action="store_true",
                     help="keep in tests/fuzz/corpus what reaches furthest")

    one = add("coverage", "lines and branches that the host tests reach",
              "A gap needs a reason in tests/coverage_exceptions.txt; the exit "
              "status is 1 if one has none.")
    one.add_argument("--html", metavar="DIR", help="the sources, marked")
    one.add_argument("--json", metavar="FILE", type=new_file,
                     help="also write it there")

    one = add("mutate", "try whether the host tests notice mistakes",
              "Puts small mistakes into nucleus/, one at a time. Results are "
              "kept: the same seed goes on where it was interrupted, until "
              "the kernel's sources change.")
    one.add_argument("--count", type=positive, default=300, metavar="N",
                     help="how many (default: %(default)s)")
    one.add_argument("--seed", type=int, default=1, metavar="S",
                     help="which sample (default: %(default)s)")
    one.add_argument("--file", default="", metavar="NAME",
                     help="only of nucleus/NAME.c")
    one.add_argument("--again", action="store_true",
                     help="try those anew that survived before")
    one.add_argument("--jobs", type=positive, metavar="J",
                     help="at once (default: as many as processors)")
    one.add_argument("--json", metavar="FILE", type=new_file,
                     help="also write it there")

    one = add("killsweep", "kill a party at every instruction of a run",
              "In QEMU, where every run is the same: the killer's deadline "
              "lies K instructions ahead, for every K; the others must finish "
              "and everything must come back. An interrupt that comes while "
              "the kernel runs is taken where the kernel next looks for one, "
              "or when it is left: so several K can be one point, and the "
              "points are counted too.")
    add_board(one)
    one.add_argument("--victim", action="append", metavar="NAME",
                     choices=killsweep.VICTIMS,
                     help=f"one of: {', '.join(killsweep.VICTIMS)}; all by "
                     "default")
    one.add_argument("--from", type=natural, default=0, dest="first",
                     metavar="K", help="the first instruction (default: 0)")
    one.add_argument("--to", type=natural, dest="last", metavar="K",
                     help="the last one (default: the run's length)")
    one.add_argument("--step", type=positive, default=1, metavar="S",
                     help="every S-th (default: %(default)s)")
    one.add_argument("--release-build", action="store_true",
                     help="the optimised kernel, without its self-check")
    one.add_argument("--json", metavar="FILE", type=new_file,
                     help="also write it there")

    one = add("compare-paths", "the same steps with the fast path and without",
              "Random sequences of calls, returns and what gets in their way, "
              "in QEMU, on the debug kernel and on the same without the fast "
              "path. All registers after every crossing and the digest of the "
              "kernel's state must be the same; the first difference is shown.")
    add_board(one)
    one.add_argument("--sequences", type=positive, metavar="N",
                     default=compare_paths.SEQUENCES,
                     help="how many (default: %(default)s)")
    one.add_argument("--length", type=positive, metavar="L",
                     default=compare_paths.LENGTH,
                     help="steps of each (default: %(default)s)")
    one.add_argument("--seed", type=natural, default=1, metavar="S",
                     help="which sequences (default: %(default)s)")
    one.add_argument("--first", type=natural, default=0, metavar="I",
                     help="begin with this one of the seed's (default: 0)")
    one.add_argument("--json", metavar="FILE", type=new_file,
                     help="also write figures there")


COMMANDS = {
    "compare-paths": compare_paths.command,
    "killsweep": killsweep.command,
    "explore": explore.command,
    "fuzz": fuzz.command,
    "coverage": coverage.command,
    "mutate": mutate.command,
}
