"""A small chart as SVG: lines over a logarithmic axis."""

from __future__ import annotations

import math
from dataclasses import dataclass

_WIDTH, _HEIGHT, _LEFT, _TOP, _RIGHT, _BOTTOM = 640, 320, 56, 40, 120, 48
_FONT = 'font-family="sans-serif" font-size="12"'
_COLOURS = ("#005ea5", "#b8500a", "#2d7d46")


@dataclass(frozen=True)
class Line:
    """One line: points of a number above 0 and a value."""

    name: str
    points: tuple[tuple[float, float], ...]


def chart(lines: list[Line], title: str, axis: str) -> str:
    """Return the chart; the values' axis begins at 0, so that what is flat looks flat."""
    xs = sorted({x for line in lines for x, _ in line.points})
    top = max(1.5, *(y for line in lines for _, y in line.points)) * 1.1
    low, high = math.log10(xs[0]), math.log10(xs[-1]) or 1.0

    def x_of(x: float) -> float:
        return _LEFT + (math.log10(x) - low) / ((high - low) or 1) * (_WIDTH - _LEFT - _RIGHT)

    def y_of(y: float) -> float:
        return _HEIGHT - _BOTTOM - y / top * (_HEIGHT - _TOP - _BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" {_FONT}>',
        f"<title>{title}</title>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
        f'<text x="{_LEFT}" y="20" font-size="14">{title}</text>',
    ]
    parts += [
        f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y_of(step):.1f}" y2="{y_of(step):.1f}" stroke="#ccc"/>'
        f'<text x="{_LEFT - 8}" y="{y_of(step) + 4:.1f}" text-anchor="end">{step:g}</text>'
        for step in (0.0, 0.5, 1.0, 1.5)
        if step <= top
    ]
    parts += [f'<text x="{x_of(x):.1f}" y="{_HEIGHT - _BOTTOM + 18}" text-anchor="middle">{x:,.0f}</text>' for x in xs]
    parts.append(f'<text x="{(_LEFT + _WIDTH - _RIGHT) / 2}" y="{_HEIGHT - 10}" text-anchor="middle">{axis}</text>')
    for number, line in enumerate(lines):
        colour = _COLOURS[number % len(_COLOURS)]
        points = " ".join(f"{x_of(x):.1f},{y_of(y):.1f}" for x, y in line.points)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x_of(x):.1f}" cy="{y_of(y):.1f}" r="3" fill="{colour}"/>' for x, y in line.points]
        _, last = line.points[-1]
        y = y_of(last) + 4 + 14 * (number if abs(last - lines[0].points[-1][1]) < 0.1 * top else 0)
        parts.append(f'<text x="{_WIDTH - _RIGHT + 10}" y="{y:.1f}" fill="{colour}">{line.name}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"
