"""A line chart as SVG, written by hand: instructions over how many there are,
whose axis is logarithmic."""

from __future__ import annotations

import math
from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 900, 460
LEFT, RIGHT, TOP, BOTTOM = 70, 330, 50, 50
LABEL_GAP = 15  # between the names at the right
TEXT = 'font-family="sans-serif" font-size="12" fill="#222"'
COLOURS = ("#2b6cb0", "#b7791f", "#2f855a", "#c53030", "#6b46c1", "#d53f8c",
           "#4a5568", "#00838f", "#9c4221", "#1a202c")


@dataclass(frozen=True)
class Line:
    name: str
    points: list[tuple[int, float]]  # how many, instructions


def place_x(size: int, largest: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * math.log10(size) / max(
        1.0, math.log10(largest))


def place_y(value: float, highest: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / highest


def apart(wanted: list[float]) -> list[float]:
    """Where to put names, from the top down, so that none covers another."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    found = list(wanted)
    last = -math.inf
    for index in order:
        last = found[index] = max(found[index], last + LABEL_GAP)
    below = last - (HEIGHT - BOTTOM)
    return [place - max(0.0, below) for place in found]


def grid(sizes: list[int], highest: float, step: int) -> list[str]:
    lines = []
    for size in sizes:
        x = place_x(size, sizes[-1])
        lines.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" {TEXT} '
                     f'text-anchor="middle">{size:,}</text>')
    for value in range(0, int(highest) + 1, step):
        y = place_y(value, highest)
        lines.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" '
                     f'stroke="#ddd"/><text x="{LEFT - 8}" y="{y + 4:.1f}" '
                     f'{TEXT} text-anchor="end">{value:,}</text>')
    return lines


def curve(line: Line, colour: str, label: float, largest: int, highest: float
          ) -> str:
    spots = [(place_x(size, largest), place_y(value, highest))
             for size, value in line.points]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in spots)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" '
                   f'fill="{colour}"/>' for x, y in spots)
    x, y = spots[-1]
    text = WIDTH - RIGHT + 30
    return (f'<path d="M{path}" fill="none" stroke="{colour}" '
            f'stroke-width="2"/>{dots}'
            f'<path d="M{x + 5:.1f} {y:.1f}L{text - 4} {label:.1f}" '
            f'stroke="{colour}" stroke-width="0.5"/>'
            f'<text x="{text}" y="{label + 4:.1f}" {TEXT}>'
            f'{escape(line.name)}: {line.points[-1][1]:,.0f}</text>')


def line_chart(title: str, below: str, lines: list[Line]) -> str:
    """The SVG's text."""
    sizes = sorted({size for line in lines for size, _ in line.points})
    most = max(value for line in lines for _, value in line.points)
    step = 10 ** max(0, int(math.log10(most)) - 1) * 2
    highest = math.ceil(most / step) * step
    labels = apart([place_y(line.points[-1][1], highest) for line in lines])
    parts = [f'<text x="{LEFT}" y="24" {TEXT} font-weight="bold">'
             f'{escape(title)}</text>',
             f'<text x="{LEFT}" y="{HEIGHT - 10}" {TEXT}>{escape(below)}'
             '</text>', *grid(sizes, highest, step)]
    parts += [curve(line, COLOURS[index % len(COLOURS)], labels[index],
                    sizes[-1], highest) for index, line in enumerate(lines)]
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" '
            f'height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">\n'
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n'
            + "\n".join(parts) + "\n</svg>\n")
