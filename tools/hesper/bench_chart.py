"""A bar chart as SVG, written by hand: one group of bars for each operation."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDTH = 900
LEFT = 190  # where the bars begin
RIGHT = 80  # room for the last figure
TOP = 70
BAR = 13
GAP = 14
TEXT = 'font-family="sans-serif" font-size="12" fill="#222"'


@dataclass(frozen=True)
class Series:
    name: str
    colour: str
    values: list[float | None]


def bar(x: float, y: int, width: float, colour: str, value: float,
        name: str) -> str:
    return (f'<rect x="{x:g}" y="{y}" width="{width:.1f}" height="{BAR - 2}" '
            f'fill="{colour}"><title>{escape(name)}: {value:g}</title></rect>'
            f'<text x="{x + width + 4:.1f}" y="{y + BAR - 3}" {TEXT}>'
            f'{value:g}</text>')


def legend(series: list[Series]) -> list[str]:
    lines = []
    x = LEFT
    for one in series:
        lines.append(f'<rect x="{x}" y="40" width="12" height="12" '
                     f'fill="{one.colour}"/><text x="{x + 18}" y="50" {TEXT}>'
                     f'{escape(one.name)}</text>')
        x += 40 + 8 * len(one.name)
    return lines


def chart(title: str, labels: list[str], series: list[Series]) -> str:
    """The SVG's text. A value that is None has no bar."""
    largest = max(value for one in series for value in one.values
                  if value is not None)
    scale = (WIDTH - LEFT - RIGHT) / largest
    lines = [f'<text x="{LEFT}" y="24" {TEXT} font-weight="bold">'
             f'{escape(title)}</text>', *legend(series)]
    y = TOP
    for index, label in enumerate(labels):
        lines.append(f'<text x="{LEFT - 8}" y="{y + BAR - 3}" {TEXT} '
                     f'text-anchor="end">{escape(label)}</text>')
        for one in series:
            value = one.values[index]
            if value is not None:
                lines.append(bar(LEFT, y, value * scale, one.colour, value,
                                 f"{label}, {one.name}"))
                y += BAR
        y += GAP
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" '
            f'height="{y}" viewBox="0 0 {WIDTH} {y}">\n'
            f'<rect width="{WIDTH}" height="{y}" fill="#fff"/>\n'
            + "\n".join(lines) + "\n</svg>\n")
