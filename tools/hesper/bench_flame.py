"""A flame graph: where an operation's instructions are, by who called whom. The
path of its last interval is followed instruction by instruction: calls push,
returns pop, the kernel stands upon the program that entered it, and a program
that the kernel goes on with upon the one before."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from hesper.bench_profile import Programs

CALLS = ("bl", "blr", "call", "callq")
RETURNS = ("ret", "retq", "eret", "iretq", "sysretq")

WIDTH = 1200
ROW = 18
CHARACTER = 6.6  # about as wide as one is
COLOURS = {"user": "#90cdf4", "kernel": "#fbb572", "": "#e2e8f0"}
HEADER = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"
 viewBox="0 0 {width} {height}" font-family="monospace" font-size="11">
<rect width="{width}" height="{height}" fill="#ffffff"/>
"""

Place = tuple[str, str]  # mode and function


@dataclass
class Frame:
    """Instructions of a function below the callers above it: its own, and by
    place what it called."""

    place: Place
    own: int = 0
    below: dict[Place, Frame] = field(default_factory=dict)

    def total(self) -> int:
        return self.own + sum(frame.total() for frame in self.below.values())

    def height(self) -> int:
        return 1 + max((frame.height() for frame in self.below.values()),
                       default=0)


@dataclass
class Step:
    """An instruction that was executed; `word` is its mnemonic."""

    place: Place
    word: str


def next_stack(stack: list[Place], before: Step | None, step: Step
               ) -> list[Place]:
    """The callers and the function itself, after one more instruction."""
    place = step.place
    if before is None or not stack:
        return [place]
    entered = before.place[0] == "user" and place[0] == "kernel"
    left = before.place[0] == "kernel" and place[0] == "user"
    if before.word in CALLS or entered:
        return stack + [place]
    if before.word in RETURNS or left:
        if place in stack:
            depth = len(stack) - stack[::-1].index(place)
            return stack[:depth]
        # A gate's server, or another thread: it stands upon who called it, or
        # made it go on. (Or it began before the interval.)
        return [one for one in stack if one[0] == "user"] + [place]
    return stack if stack[-1] == place else stack[:-1] + [place]


def frames_of(name: str, steps: list[Step]) -> Frame:
    """The tree of all stacks; its root stands for the operation."""
    root = Frame(("", name))
    stack: list[Place] = []
    before = None
    for step in steps:
        stack = next_stack(stack, before, step)
        frame = root
        for place in stack:
            frame = frame.below.setdefault(place, Frame(place))
        frame.own += 1
        before = step
    return root


def steps_of(programs: Programs, path: list[str]) -> list[Step]:
    texts = (programs.kernel.disassembly() | programs.early.disassembly()
             | programs.user.disassembly())
    steps = []
    for word in path:
        address = int(word, 16)
        program = programs.of(address)
        text = texts.get(address, "?").split()
        steps.append(Step((program.mode, program.function(address)), text[0]))
    return steps


def frame_lines(frame: Frame, all_of_it: int, left: float, top: int
                ) -> list[str]:
    total = frame.total()
    width = WIDTH * total / all_of_it
    mode, name = frame.place
    what = (f"{name}{f' ({mode})' if mode else ''}: {total:,} instructions, "
            f"{100 * total / all_of_it:.1f} %, {frame.own:,} its own")
    lines = [
        f"<g data-name={quoteattr(name)} data-total=\"{total}\" "
        f"data-own=\"{frame.own}\"><title>{escape(what)}</title>",
        f"<rect x=\"{left:.2f}\" y=\"{top}\" width=\"{width:.2f}\" "
        f"height=\"{ROW - 1}\" fill=\"{COLOURS[mode]}\" stroke=\"#ffffff\" "
        "stroke-width=\"0.5\"/>"]
    room = int(width / CHARACTER) - 1
    if room >= 3:
        lines.append(f"<text x=\"{left + 3:.2f}\" y=\"{top + ROW - 5}\">"
                     f"{escape(name[:room])}</text>")
    lines.append("</g>")
    for below in frame.below.values():
        lines += frame_lines(below, all_of_it, left, top + ROW)
        left += WIDTH * below.total() / all_of_it
    return lines


def flame_graph(root: Frame) -> str:
    """An SVG; each frame says on hovering what it is and how much."""
    return (HEADER.format(width=WIDTH, height=ROW * root.height())
            + "\n".join(frame_lines(root, max(root.total(), 1), 0.0, 0))
            + "\n</svg>\n")
