"""The command line: every command with its help."""

from __future__ import annotations

import argparse
import signal
import sys
from types import FrameType

from hesper import bench, build, cli_assurance, count, debug, doctor
from hesper import iso, packages, run, size, test
from hesper.arguments import add_board, new_file, positive, seconds
from hesper.common import OTHER_PRESETS, PRESETS, HesperError

DESCRIPTION = """\
Builds, runs and tests Hesper. What it needs from Debian it installs itself,
once, and says so."""

EXAMPLES = """\
examples:
  ./hesper run                      talk to the shell on the Raspberry Pi 3b
  ./hesper run pc                   the same on the PC
  ./hesper run --script demo.txt    feed it the lines of a file
  ./hesper test                     everything; `./hesper test host` one group
  ./hesper test --filter revoke     the tests with `revoke` in their names"""

AS_JSON = "as JSON on standard output"


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hesper", description=DESCRIPTION, epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND",
                                     required=True)

    def add(name: str, text: str, more: str = "") -> argparse.ArgumentParser:
        return commands.add_parser(
            name, help=text, description=f"{text[0].upper()}{text[1:]}. {more}")

    one = add("run", "run the system in QEMU",
              "Without --script the terminal is the board's serial line: "
              "`exit` in the shell or Ctrl-A X leaves it. The exit status is "
              "the one given to the shell's `exit`.")
    add_board(one)
    one.add_argument("--script", metavar="FILE",
                     help="type these lines, each at its prompt, and exit; "
                     "empty lines and # comments are left out")
    one.add_argument("--timeout", type=seconds, metavar="S",
                     help="end it after S seconds with status 124 "
                     "(default: 60 with a script, else none)")
    one.add_argument("--debug-build", action="store_true",
                     help="the kernel with assertions")
    one.add_argument("--image", metavar="FILE",
                     help="this boot image; nothing is built")
    one.add_argument("--deterministic", action="store_true",
                     help="with a script: virtual time follows the "
                     "instructions, every run is the same")
    one.add_argument("--bochs", action="store_true",
                     help="with a script, pc: not in QEMU but in Bochs, whose "
                     "processor has PCIDs and x2APIC; the status is 0 if the "
                     "system has switched the machine off")

    one = add("test", "run the tests",
              f"Groups: {', '.join(test.GROUPS)}; all by default.")
    one.add_argument("group", nargs="*", metavar="GROUP")
    one.add_argument("--filter", default="", metavar="RE",
                     help="only tests whose name matches")
    one.add_argument("--json", action="store_true", help=AS_JSON)

    one = add("build", "build kernels, programs, images and tests",
              f"Each preset has its folder in build/. Presets: "
              f"{', '.join(PRESETS)}; all of these by default. Only if named: "
              f"{', '.join(OTHER_PRESETS)}.")
    one.add_argument("preset", nargs="*", metavar="PRESET")

    one = add("image", "make an image for real machines",
              "iso: a CD image for PCs, which BIOS and UEFI boot through GRUB.")
    one.add_argument("kind", choices=["iso"])
    one.add_argument("-o", "--output", metavar="FILE", type=new_file,
                     help="where to (default: build/pc/hesper-pc.iso; "
                     "build/pc-debug/ for a debug build)")
    one.add_argument("--debug-build", action="store_true",
                     help="the kernel with assertions")

    one = add("debug", "start QEMU stopped, with gdb attached",
              "Symbols of kernel and root are loaded; in gdb, `help "
              "hesper-load-symbols` tells about the other programs.")
    add_board(one)
    one.add_argument("--release-build", action="store_true",
                     help="the optimised kernel, without assertions")
    one.add_argument("--batch", nargs="+", metavar="GDB_COMMAND",
                     help="run these gdb commands and end")
    one.add_argument("--timeout", type=seconds, metavar="S",
                     help="end it after S seconds with status 124 "
                     "(default: 60 with --batch, else none)")

    one = add("count", "count instructions on a board",
              "Runs the system under QEMU's counting plugin and prints, for "
              "each core, how many instructions programs and the kernel took; "
              "tools/plugin/count.c says what each figure is.")
    add_board(one)
    one.add_argument("--script", metavar="FILE",
                     help="lines for the shell, as for run; without it the "
                     "image of the objects' tests runs")
    one.add_argument("--timeout", type=seconds, default=300, metavar="S",
                     help="give up after S seconds (default: %(default)s)")
    one.add_argument("--json", action="store_true", help=AS_JSON)

    one = add("bench", "measure what each operation costs, in instructions",
              "Exact figures of the release kernel, beside Hesper's bars and "
              "other kernels' figures; docs/performance.md says what is "
              "counted.")
    add_board(one)
    one.add_argument("--json", metavar="FILE", type=new_file,
                     help="also write the figures there")
    one.add_argument("--filter", default="", metavar="RE",
                     help="only operations whose name matches")
    one.add_argument("--compare", metavar="FILE",
                     help="exit with 1 and say which if a figure is worse than "
                     "in this file, which --json has written (with "
                     "--growth and --bulk: if one differs)")
    one.add_argument("--profile", metavar="NAME",
                     help="instead: this operation's instructions by function")
    one.add_argument("--svg", metavar="FILE", type=new_file,
                     help="with --profile: a flame graph of it instead, as SVG")
    one.add_argument("--path", metavar="NAME",
                     help="instead: this operation's instructions one by "
                     "one, in order")
    many = one.add_mutually_exclusive_group()
    many.add_argument("--growth", action="store_true",
                      help="instead: the same while there are 1 to 10,000 "
                      "domains, threads, capabilities, mappings, callers, "
                      "waiters and timers; what objects take; starting 1,000 "
                      "domains (--filter: of `kind/operation`)")
    many.add_argument("--bulk", action="store_true",
                      help="instead: 1 byte to 64 MiB from domain to domain, "
                      "shared and copied")
    many.add_argument("--renew", action="store_true",
                      help="instead: measure everything and write the board's "
                      "files in bench/results; --docs comes after that")
    one.add_argument("--largest", metavar="N", type=positive,
                     help="with --growth or --bulk: nothing larger than N")
    many.add_argument("--cycles", action="store_true",
                      help="instead: what the processor's own cycle counter "
                      "says, without the plugin (in QEMU it counts "
                      "instructions)")
    one.add_argument("--bochs", action="store_true",
                     help="with --cycles, pc: in Bochs, which counts "
                     "instructions too and is another processor")
    many.add_argument("--cores", action="store_true",
                      help="instead: what each core executed in the whole run")
    many.add_argument("--worst", action="store_true",
                      help="instead: each operation with its worst arguments: "
                      "the longest stretch with interrupts masked and the "
                      "longest entry; fails if a stretch is above 3,000 or an "
                      "operation has no worst case")
    one.add_argument("--docs", action="store_true",
                     help="instead: write docs/performance.md and its charts "
                     "from bench/results; nothing is measured")

    one = add("doctor", "check the tools and say how to mend them",
              "Which of the programs and libraries that this command uses are "
              "here, in which version.")
    one.add_argument("--json", action="store_true", help=AS_JSON)

    one = add("size", "sizes of the release kernel and of the sources")
    add_board(one)
    one.add_argument("--json", action="store_true", help=AS_JSON)
    one.add_argument("--compare", metavar="FILE",
                     help="exit with 1 and say so if the kernel has more bytes "
                     "or lines of code than in this file, which has what "
                     "--json printed")
    cli_assurance.add_commands(add)
    return parser


COMMANDS = {
    **cli_assurance.COMMANDS,
    "bench": bench.command,
    "run": run.command,
    "test": test.command,
    "build": build.command,
    "image": iso.command,
    "debug": debug.command,
    "count": count.command,
    "doctor": doctor.command,
    "size": size.command,
}


def on_signal(number: int, _frame: FrameType | None) -> None:
    """Leave through every `finally`, so that nothing stays behind."""
    sys.exit(128 + number)


def main(words: list[str]) -> int:
    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGHUP, on_signal)
    arguments = make_parser().parse_args(words)
    try:
        if arguments.command != "doctor":
            packages.ensure()
        return COMMANDS[arguments.command](arguments)
    except HesperError as error:
        print(f"hesper: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
