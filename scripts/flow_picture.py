"""Draws the chart of the login as SVG: columns of boxes from left to right, arrows in lanes of their own.

A state stands in the column of its distance from the initial one; final states come last. A state with children is a
frame around them. An arrow to the next column is drawn in full, in a lane of its own; one that goes elsewhere ends in
a tag with its target's name, because a dozen lines around everything are followed by nobody.
"""

from __future__ import annotations

import html
from collections import deque
from dataclasses import dataclass, field

from cosmic_login.core.chart import HISTORY, Chart, Region, State

_BOX_H, _PORT, _LANE, _TAG_H = 50, 26, 14, 17
_ROW_GAP, _PAD, _MARGIN = 34, 22, 40
_LONG = 24  # letters of a label in one line
_CHAR = 6.4  # mean width of a letter at the labels' size
_INK, _FRAME, _FILL, _FINAL = "#1f2d3d", "#5b6b7b", "#ffffff", "#e8edf2"
_FORWARD, _BACK, _AROUND = "#0b5c8a", "#7a4b00", "#5b6b7b"


@dataclass
class _Box:
    """A state's place. ``right`` and ``left`` are how many arrows leave and enter it."""

    state: State
    column: int = 0
    x: float = 0
    y: float = 0
    w: float = 0
    h: float = _BOX_H
    right: int = 0
    left: int = 0
    children: list[_Box] = field(default_factory=list)
    used_right: int = 0
    used_left: int = 0


@dataclass
class _Arrow:
    source: _Box
    target: _Box
    labels: list[str]

    @property
    def lines(self) -> list[str]:
        """The label: one line above the arrow, and what would make it too long under it."""
        whole = ", ".join(self.labels)
        if len(whole) <= _LONG or len(self.labels) == 1:
            return [whole]
        half = (len(self.labels) + 1) // 2
        return [", ".join(self.labels[:half]) + ",", ", ".join(self.labels[half:])]

    @property
    def wide(self) -> float:
        return max(len(line) for line in self.lines) * _CHAR


class _Drawing:
    def __init__(self, region: Region) -> None:
        self.region = region
        widest = max(max(len(s.name) * 8.3, len(_limit(s)) * _CHAR) for s in region.states.values() if not s.initial)
        self.boxes = {name: _Box(state, w=widest + 24) for name, state in region.states.items()}
        for name, state in region.states.items():
            if state.parent is not None:
                self.boxes[state.parent].children.append(self.boxes[name])
        self.arrows = self._arrows()
        self.inner = [a for a in self.arrows if self._top(a.source) is self._top(a.target) and a.source is not a.target]
        self.outer = [a for a in self.arrows if a not in self.inner]
        self._columns()
        self.out: list[str] = []

    def _arrows(self) -> list[_Arrow]:
        merged: dict[tuple[str, str], _Arrow] = {}
        for (source, kind), edge in self.region.edges.items():
            if edge.target is None:
                continue
            target = edge.target.partition(HISTORY)[0]
            arrow = merged.setdefault((source, target), _Arrow(self.boxes[source], self.boxes[target], []))
            arrow.labels.append(kind + (" (history)" if HISTORY in edge.target else ""))
        return list(merged.values())

    def _top(self, box: _Box) -> _Box:
        while box.state.parent is not None:
            box = self.boxes[box.state.parent]
        return box

    def _columns(self) -> None:
        """Give every outermost state its column."""
        first = self._top(self.boxes[self.region.initial])
        distance = {first.state.name: 0}
        waiting = deque([first])
        while waiting:
            here = waiting.popleft()
            for arrow in self.outer:
                there = self._top(arrow.target)
                if self._top(arrow.source) is here and there.state.name not in distance and not there.state.final:
                    distance[there.state.name] = distance[here.state.name] + 1
                    waiting.append(there)
        last = max(distance.values())
        self.tops = [box for box in self.boxes.values() if box.state.parent is None]
        for box in self.tops:
            box.column = distance.get(box.state.name, last)
        self.count = last + 1

    # -- places ------------------------------------------------------------------------------------------------

    def place(self) -> tuple[float, float]:
        """Set every box's place; return the picture's width and height."""
        for arrow in self.outer:
            arrow.source.right += len(arrow.lines)
            arrow.target.left += self._direct(arrow)
        gaps = [_MARGIN, *(self._gap(column) for column in range(self.count))]
        top: float = _MARGIN
        x: float = gaps[0]
        bottom: float = top
        self.gap_start: list[float] = []
        for column in range(self.count):
            stack = [box for box in self.tops if box.column == column]
            y: float = top
            width: float = 0
            for box in stack:
                self._size(box, x, y)
                y += box.h + _ROW_GAP
                width = max(width, box.w)
            bottom = max(bottom, y - _ROW_GAP)
            self.gap_start.append(x + width)
            x += width + gaps[column + 1]
        for column in range(self.count):  # short columns stand in the middle
            stack = [box for box in self.tops if box.column == column]
            self._shift(stack, (bottom - max(box.y + box.h for box in stack)) / 2)
        return x + _MARGIN, bottom + _MARGIN + 30

    def _gap(self, column: int) -> float:
        leaving = [a for a in self.outer if self._top(a.source).column == column]
        direct = [a for a in leaving if self._direct(a)]
        words = max((a.wide + self._tag_width(a) for a in leaving), default=0)
        return words + _LANE * (len(direct) + 3) if leaving else 0

    def _direct(self, arrow: _Arrow) -> bool:
        return self._top(arrow.target).column - self._top(arrow.source).column == 1

    def _tag_width(self, arrow: _Arrow) -> float:
        return 0 if self._direct(arrow) else len(arrow.target.state.name) * 7 + 40

    def _size(self, box: _Box, x: float, y: float) -> None:
        box.x, box.y = x, y
        box.h = max(_BOX_H, _PORT * max(box.right + 1, box.left))
        if not box.children:
            return
        names = [a.wide for a in self.inner if a.source is box]
        sideways = [a.wide for a in self.inner if a.source is not box]
        inside = x + (max(names) + 34 if names else _PAD)
        below = y + 44
        for child in box.children:
            self._size(child, inside, below)
            below += child.h + 16
        right = max(child.x + child.w for child in box.children)
        box.w = right - x + (max(sideways) + 44 if sideways else _PAD)
        box.h = below - y + _PORT * box.right + 6

    def _shift(self, boxes: list[_Box], by: float) -> None:
        for box in boxes:
            box.y += by
            self._shift(box.children, by)

    # -- drawing -----------------------------------------------------------------------------------------------

    def draw(self) -> None:
        """Draw frames and boxes, then the arrows."""
        for box in self.tops:
            self._box(box)
        for arrow in self.inner:
            self._inner(arrow)
        self._number_lanes()

    def _box(self, box: _Box) -> None:
        fill = "#f4f8fb" if box.children else _FINAL if box.state.final else _FILL
        self.out.append(
            f'<rect x="{box.x:.0f}" y="{box.y:.0f}" width="{box.w:.0f}" height="{box.h:.0f}" rx="10" fill="{fill}" '
            f'stroke="{_FRAME}" stroke-width="{2.4 if box.state.final else 1.4}"/>'
        )
        limit = _limit(box.state)
        middle = box.y + 26 if box.children else box.y + box.h / 2 + (-2 if limit else 5)
        self.text(box.x + 12, middle, box.state.name, "name")
        if limit and box.children:
            self.text(box.x + 30 + len(box.state.name) * 8.6, middle, limit, "note")
        elif limit:
            self.text(box.x + 12, middle + 16, limit, "note")
        for child in box.children:
            self._box(child)

    def _inner(self, arrow: _Arrow) -> None:
        """Draw an arrow within a frame: from its left edge to a child, or between children at its right."""
        box, target = arrow.source, arrow.target
        if target.state.parent == box.state.name:
            y = target.y + target.h / 2
            self.text(box.x + 10, y - 5, arrow.lines[0], "label", _FORWARD)
            self._line([(box.x, y), (target.x, y)], _FORWARD)
            return
        y, into = box.y + box.h / 2 + 8, target.y + target.h / 2 - 6
        lane = box.x + box.w + arrow.wide + 18
        self.text(box.x + box.w + 8, y + 13, arrow.lines[0], "label", _BACK)
        self._line([(box.x + box.w, y), (lane, y), (lane, into), (target.x + target.w, into)], _BACK)

    def _number_lanes(self) -> None:
        """Give each arrow its ports and, when it is drawn in full, its lane; those that turn up first at the top."""
        ordered = sorted(self.outer, key=lambda a: (not self._direct(a), a.source.y + a.source.h, a.target.y))
        leaves = {id(a): self._port_out(a) for a in ordered}
        direct = [a for a in ordered if self._direct(a)]
        enters = {id(a): self._port_in(a) for a in sorted(direct, key=lambda a: leaves[id(a)][1])}
        used = dict.fromkeys(range(self.count), 0)
        for arrow in ordered:
            x, y = leaves[id(arrow)]
            frame, column = self._top(arrow.source), self._top(arrow.source).column
            colour = self._colour(arrow)
            words = frame.x + frame.w + 8
            if arrow in direct:
                tx, ty = enters[id(arrow)]
                lane = self._lane_x(column, used)
                self._line([(x, y), (lane, y), (lane, ty), (tx, ty)], colour)
            else:
                self._tag(arrow, x, y, words + arrow.wide + 18, colour)
            for line, at in zip(arrow.lines, (y - 5, y + 13), strict=False):
                self.text(words, at, line, "label", colour)

    def _colour(self, arrow: _Arrow) -> str:
        step = self._top(arrow.target).column - self._top(arrow.source).column
        return _AROUND if arrow.target.state.final else _FORWARD if step > 0 else _BACK

    def _tag(self, arrow: _Arrow, x: float, y: float, end: float, colour: str) -> None:
        name = arrow.target.state.name
        self._line([(x, y), (end, y)], colour)
        self.out.append(
            f'<rect x="{end:.1f}" y="{y - _TAG_H / 2:.1f}" width="{len(name) * 7 + 14}" height="{_TAG_H}" rx="8" '
            f'fill="#ffffff" stroke="{colour}"/>'
        )
        self.text(end + 7, y + 4, name, "label", colour)

    def _port_out(self, arrow: _Arrow) -> tuple[float, float]:
        box = arrow.source
        number = box.used_right + 1
        box.used_right += len(arrow.lines)
        if box.children:
            y = box.y + box.h - 8 - _PORT * (box.right - number + 0.4)
        else:
            y = box.y + box.h * number / (box.right + 1) - (7 if box.state.parent and box.right == 1 else 0)
        return box.x + box.w, y

    def _port_in(self, arrow: _Arrow) -> tuple[float, float]:
        box = arrow.target
        box.used_left += 1
        return box.x, box.y + (20 if box.children else box.h * box.used_left / (box.left + 1))

    def _lane_x(self, column: int, used: dict[int, int]) -> float:
        used[column] += 1
        return self.gap_start[column] + self._gap(column) - _LANE * (used[column] + 0.6)

    def _line(self, points: list[tuple[float, float]], colour: str) -> None:
        path = "M" + " L".join(f"{x:.1f},{y:.1f}" for x, y in points)
        marker = {_FORWARD: "f", _BACK: "b", _AROUND: "a"}[colour]
        self.out.append(f'<path d="{path}" fill="none" stroke="#ffffff" stroke-width="4.5" stroke-opacity="0.8"/>')
        self.out.append(
            f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.5" marker-end="url(#{marker})"/>'
        )

    def text(self, x: float, y: float, text: str, kind: str, colour: str = _INK) -> None:
        """Write one line."""
        self.out.append(f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" fill="{colour}">{html.escape(text)}</text>')


def _limit(state: State) -> str:
    return f"time limit: {state.time_limit}" if state.time_limit else ""


def draw_chart(chart: Chart) -> str:
    """Return the chart as an SVG document; the regions after the first are listed under it."""
    drawing = _Drawing(chart.regions[0])
    width, height = drawing.place()
    drawing.draw()
    y = height - 24
    for region in chart.regions[1:]:
        kinds = ", ".join(kind for _, kind in region.edges)
        names = ", ".join(region.states)
        drawing.text(_MARGIN, y, f"At the same time, region {region.name}: {names} (takes {kinds})", "note")
        y += 20
    markers = "".join(
        f'<marker id="{name}" viewBox="0 0 10 10" refX="9.5" refY="5" markerWidth="8" markerHeight="8" orient="auto">'
        f'<path d="M0,0 L10,5 L0,10 z" fill="{colour}"/></marker>'
        for name, colour in (("f", _FORWARD), ("b", _BACK), ("a", _AROUND))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="The chart of the login">\n'
        f"<defs>{markers}</defs>\n"
        "<style>text{font-family:Inter,'DejaVu Sans',Arial,sans-serif}.name{font-size:14px;font-weight:600}"
        ".label{font-size:12px}.note{font-size:12px;fill:#5b6b7b}</style>\n"
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="#fbfcfd"/>\n' + "\n".join(drawing.out) + "\n</svg>\n"
    )
