"""`./hesper bench --cycles`: the same benchmark without the plugin. The program
reads the processor's cycle counter right before and right behind each interval;
what that costs itself is that of an interval with nothing in it, and is taken
off. With `-icount shift=0` QEMU's counters count instructions, so that the
figures must be the plugin's; on real hardware they are cycles."""

from __future__ import annotations

import re

from hesper import bochs
from hesper.bench_run import (EMPTY, SECONDS, Number, Operation, build_image,
                              per, run)
from hesper.common import Board, HesperError
from hesper.serial import SerialTimeout

LINE = re.compile(r"^bench: cycles (\w+) per (\d+) usual (\d+) min (\d+) "
                  r"max (\d+) n (\d+)$", re.M)


def operations_of(output: str) -> list[Operation]:
    """The counter does not tell user from kernel: both are 0."""
    found = [(match[0], *map(int, match[1:])) for match in LINE.findall(output)]
    nothing = next((usual for name, _, usual, *_ in found if name == EMPTY),
                   None)
    if nothing is None:
        raise HesperError("the benchmark did not say what reading its counter "
                          f"costs (a line `bench: cycles {EMPTY}`)")

    def net(value: int, times: int) -> Number:
        return per(value - nothing, times)

    return [Operation(name, 0, 0, net(usual, times), net(least, times),
                      net(most, times), n * times)
            for name, times, usual, least, most, n in found if name != EMPTY]


def measure(board: Board) -> list[Operation]:
    return operations_of(run(board, build_image(board, "bench"), []))


def measure_in_bochs(board: Board) -> list[Operation]:
    image = build_image(board, "bench")
    with bochs.serial(board.kernel(), image, SECONDS) as serial:
        try:
            serial.read_to_end()
        except SerialTimeout:
            raise HesperError("the benchmark has not ended in Bochs after "
                              f"{SECONDS} s") from None
        return operations_of(serial.output.decode(errors="replace"))
